/* A form, filled in with ODK Web Forms. Each change is kept as a draft before anything is said to be kept; what is
   finished waits in the outbox until the server has it. A module, for it waits until the library is there. */
if (!globalThis.OdkWebForms) await new Promise((ready) => addEventListener("odk-ready", ready, { once: true }));
const { config, say, when, get, every, put, key, takeKey, instanceId, named, finish, keepPage, signal } = winayStore;
const { refresh, sendAll, keepSending, device } = winayDoor;
const { changesOf, asHere } = winayLists;
const { createApp, h } = Vue;
const { OdkWebForm, webFormsPlugin } = OdkWebForms;
const XML = "xml_submission_file";
const LOOK = 2000;
const SOON = 300;
const NOT_LONGER = 3000; /* what is new is waited for so long, where signal is weak */

const $ = (selector, inside = document) => inside.querySelector(selector);
const formId = decodeURIComponent(location.pathname.split("/").at(-2));
const asked = new URLSearchParams(location.search).get("borrador");
let pack, mine, draft, app, root;
let touched = false;
let over = false;
let kept = "";
let busy = Promise.resolve();
const labels = new Map(); /* what the things of the form's lists are called */

const trouble = (text) => {
  $("#problem").hidden = !text;
  $("#problem span").textContent = text;
};

/* What the library is shown: the form, its files, and a draft that is taken up. It does not hand over the state of what
   is being filled in, but every part of its page is given it: the first to be made tells. */
const show = (begun, unkept = false) => {
  app?.unmount();
  root = null;
  const props = {
    formXml: pack.xml,
    missingResourceBehavior: "BLANK",
    preloadProperties: { deviceID: device() },
    editInstance: begun ? { data: [packed(begun)] } : undefined,
    fetchFormAttachment: async (resource) => {
      const name = decodeURIComponent(String(resource).split("/").at(-1));
      const file = pack.files[name] && (await get("files", pack.files[name]));
      if (!file) return new Response("", { status: 404 });
      if (!file.list) return new Response(file.blob);
      const list = await asHere(file, draft?.keyId ?? mine.id);
      for (const [id, label] of list.labels) labels.set(id, label);
      return new Response(list.blob);
    },
    onSubmit: (payload) => void done(payload),
  };
  app = createApp({
    render: () => h(OdkWebForm, props),
    errorCaptured: (error) => trouble(say("broken", { why: error })),
  });
  app.mixin({
    created() {
      const form = this.$props?.form;
      if (root || !form?.instanceState) return;
      root = form;
      kept = unkept ? "" : form.instanceState.instanceXML;
    },
  });
  app.use(webFormsPlugin);
  Object.assign(app.config.globalProperties.$primevue.config.locale, inWords());
  app.mount("#form");
};

/* Days and months in the language of the page, weeks from Monday, for the library's calendar. */
const inWords = () => {
  const names = (count, form, at) => [...Array(count).keys()].map((n) => at(n).toLocaleDateString(config.language, form));
  const month = (n) => new Date(2026, n, 15);
  const day = (n) => new Date(2026, 1, 1 + n); /* the first of February 2026 was a Sunday */
  return {
    firstDayOfWeek: 1,
    dateFormat: "dd/mm/yy",
    monthNames: names(12, { month: "long" }, month),
    monthNamesShort: names(12, { month: "short" }, month),
    dayNames: names(7, { weekday: "long" }, day),
    dayNamesShort: names(7, { weekday: "short" }, day),
    dayNamesMin: names(7, { weekday: "narrow" }, day),
  };
};

const packed = ({ xml, files }) => {
  const data = new FormData();
  data.set(XML, new File([xml], XML, { type: "text/xml" }));
  for (const file of files) data.set(file.name, new File([file.blob], file.name, { type: file.blob.type }));
  return data;
};
const unpacked = async (payload) => {
  const files = [];
  let xml = "";
  for (const [name, file] of payload.data[0].entries()) {
    if (name === XML) xml = await file.text();
    else files.push({ name, blob: file });
  }
  return { xml, files };
};
const record = ({ xml, files }) => ({
  ...{ id: instanceId(xml), keyId: draft?.keyId ?? mine.id, kind: mine.kind, formId, title: pack.title },
  ...{ version: pack.version, packId: pack.id, name: named(xml, formId, labels), xml, files, changed: Date.now() },
});

/* Keep what stands there if it is not what was kept last. One at a time: a slow disk is not asked twice. */
const keep = () => {
  busy = busy.then(async () => {
    if (over || !root || !touched || root.instanceState.instanceXML === kept) return;
    try {
      const row = record(await unpacked(await root.prepareInstancePayload({ payloadType: "monolithic" })));
      if (!draft && !(await get("forms", pack.id))) await put("forms", { ...pack, current: false });
      await put("drafts", row);
      kept = root.instanceState.instanceXML;
      if (!draft) await hold(row.id);
      draft = row;
      history.replaceState(null, "", `${location.pathname}?borrador=${encodeURIComponent(row.id)}`);
      $("#saved").textContent = say("saved", { at: new Date().toLocaleTimeString(config.language) });
    } catch (problem) {
      trouble(say("not_saved", { why: problem }));
    }
  });
  return busy;
};

/* A draft is open in one window at a time. */
const hold = (id) =>
  new Promise((resolve) => {
    navigator.locks.request(`winay-draft ${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : null;
    });
  });

const done = async (payload) => {
  over = true; /* no draft is written any more: it would come back after it was finished */
  await busy;
  const row = record(await unpacked(payload));
  try {
    await finish(row, await changesOf(row));
  } catch (problem) {
    over = false;
    return trouble(say("not_saved", { why: problem }));
  }
  app.unmount();
  $("#trial").hidden = true;
  $("#saved").textContent = "";
  $("#done").hidden = false;
  scrollTo(0, 0);
  await tellDone(row, false);
  $("#done h1").focus();
  await sendAll();
  await tellDone(row, true);
};
const tellDone = async (row, tried) => {
  const waits = await get("outbox", row.id);
  const box = $("#done");
  $("h1", box).textContent = waits ? say(waits.state === "refused" ? "done_refused" : "done_waiting") : say("done_sent");
  $("[data-why]", box).textContent = tried ? (waits?.why ?? "") : say("sending");
  const follow = $("[data-follow]", box);
  follow.hidden = Boolean(waits) || row.kind === "phone";
  follow.elements.form.value = row.formId;
  follow.elements.instance.value = row.id;
  if (waits) addEventListener("winay-sent", () => tellDone(row, true), { once: true });
};

/* The newcomer's visit: answers are put into the form as it is, and it is shown as if somebody had begun it. */
const offerSample = async () => {
  const answer = await fetch(`${config.sample}?contract=${mine.contract ?? ""}`).catch(() => null);
  const sample = answer?.ok ? await answer.json() : null;
  if (sample && sample.form !== formId) return;
  const box = $("#trial");
  box.hidden = false;
  $("[data-sample]", box).textContent = sample ? say("sample_of", sample) : say("no_sample");
  $("[data-fill]", box).hidden = !sample;
  $("[data-fill]", box).onclick = () => {
    const whole = new DOMParser().parseFromString(root.instanceState.instanceXML, "text/xml");
    const inside = (one, name) => one && [...one.children].find((part) => part.localName === name);
    for (const [path, text] of Object.entries(sample.answers)) {
      const part = path.split("/").reduce(inside, whole.documentElement);
      if (part) part.textContent = text;
    }
    show({ xml: new XMLSerializer().serializeToString(whole), files: [] }, true);
    touched = true;
    box.hidden = true;
    $("#form").scrollIntoView();
  };
};

const newest = async () =>
  (await every("forms")).find((one) => one.keyId === mine.id && one.formId === formId && one.current);

const start = async () => {
  signal();
  if (!isSecureContext) return trouble(say("not_kept"));
  await takeKey();
  mine = await key();
  if (!mine) return location.replace(`${config.list}?formulario=${encodeURIComponent(formId)}`);
  draft = asked ? ((await get("drafts", asked)) ?? null) : null;
  if (asked && !draft) trouble(say("draft_gone"));
  if (draft && !(await hold(draft.id))) return trouble(say("opened_twice"));
  pack = draft ? await get("forms", draft.packId) : await newest();
  if (!draft && navigator.onLine) {
    const told = (n, all) => ($("#saved").textContent = say("fetching", { n, all }));
    const fetched = refresh(mine, told, formId).catch((problem) => pack || trouble(problem.message));
    await (pack ? Promise.race([fetched, new Promise((late) => setTimeout(late, NOT_LONGER))]) : fetched);
    pack = await newest();
  }
  if (!pack) return trouble(say("not_here"));
  document.title = `${pack.title} · Wiñay`;
  $("#saved").textContent = draft ? say("changed", { at: when(draft.changed) }) : say("nothing_yet");
  $("[data-another]").href = location.pathname;
  show(draft);
  if (mine.kind === "trial" && !draft) await offerSample();
  let soon;
  for (const name of ["input", "change", "click", "keyup", "focusout"]) {
    addEventListener(name, () => {
      touched = true;
      clearTimeout(soon);
      soon = setTimeout(keep, SOON);
    });
  }
  setInterval(keep, LOOK);
  document.addEventListener("visibilitychange", keep);
  addEventListener("pagehide", keep);
  await keepSending(async () => void dispatchEvent(new Event("winay-sent")));
  await keepPage();
};
start().catch((problem) => trouble(say("broken", { why: problem })));
