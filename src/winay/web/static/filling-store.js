/* What a browser keeps for filling in forms: who it sends as, forms and their files, drafts, what waits to be sent.
   All of it in one database of the browser; nothing is said to be kept before the browser says that it is on the disk. */
(() => {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const config = read("config");
  const words = read("words");
  globalThis.odkWords = words;
  const STORES = ["keys", "forms", "files", "drafts", "outbox", "sent", "changes"];
  const MOST_SENT = 50;
  const OF_THE_DEVICE = ["start", "end", "today", "device", "deviceid", "username", "phonenumber"];

  /* `say("saved", { at })`: a sentence of the page with its blanks filled in. */
  const say = (name, blanks = {}) => words[name].replace(/\{(\w+)\}/g, (_all, blank) => blanks[blank] ?? "");
  const when = (instant) =>
    new Date(instant).toLocaleString(config.language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

  let opened;
  const open = () =>
    (opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("winay-llenar", 2);
      asked.onupgradeneeded = () => {
        const there = asked.result.objectStoreNames;
        for (const name of STORES) if (!there.contains(name)) asked.result.createObjectStore(name, { keyPath: "id" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    }));

  /* One transaction over some stores. `work` is given them by name; what it returns is a request, or nothing. */
  const within = async (names, mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const all = database.transaction(names, mode, { durability: "strict" });
      const asked = work(Object.fromEntries(names.map((name) => [name, all.objectStore(name)])));
      all.oncomplete = () => resolve(asked && asked.result);
      all.onabort = all.onerror = () => reject(all.error);
    });
  };
  const get = (name, id) => within([name], "readonly", (of) => of[name].get(id));
  const every = (name) => within([name], "readonly", (of) => of[name].getAll());
  const put = (name, row) => within([name], "readwrite", (of) => void of[name].put(row));
  const remove = (name, id) => within([name], "readwrite", (of) => void of[name].delete(id));

  /* Who this browser sends as: the newest key that was brought behind the # of an address. */
  const key = async () => (await every("keys")).sort((a, b) => b.brought - a.brought)[0] ?? null;
  const takeKey = async () => {
    const [, token, rest] = location.hash.match(/^#([\w-]{43})(?:&(.*))?$/) ?? [];
    if (!token) return;
    const said = new URLSearchParams(rest ?? "");
    const known = (await every("keys")).find((one) => one.token === token);
    const id = known?.id ?? crypto.randomUUID();
    const [kind, name, contract] = ["kind", "name", "contract"].map((one) => said.get(one) ?? "");
    await put("keys", { id, token, kind: kind || "phone", name, contract, brought: Date.now() });
    history.replaceState(null, "", location.pathname + location.search);
    navigator.storage?.persist?.();
  };

  /* A name to tell one filled-in form from another: what the form calls it, else whom of a list it is about, else the
     first thing that was written. */
  const root = (xml) => new DOMParser().parseFromString(xml, "text/xml").documentElement;
  const part = (element, name) => [...element.getElementsByTagName("*")].find((one) => one.localName === name);
  const instanceId = (xml) => part(root(xml), "instanceID")?.textContent.trim() ?? "";
  const named = (xml, formId, labels) => {
    if (config.sealed.includes(formId)) return ""; /* told in confidence: it stands in no list */
    const whole = root(xml);
    const own = part(whole, "instanceName")?.textContent.trim();
    if (own) return own;
    const parts = [...whole.getElementsByTagName("*")].filter((one) => !one.children.length && !one.closest("meta"));
    const told = parts.filter((one) => !OF_THE_DEVICE.includes(one.localName)).map((one) => one.textContent.trim());
    return labels.get(told[0]) ?? told.slice(0, 2).filter(Boolean).join(" · ").slice(0, 80);
  };

  /* The last step of a filled-in form here: it is no draft any more, waits to be sent, and the lists show what it says
     (`changes`: each as it is now, and as it was before). One transaction. */
  const finish = (row, changes) =>
    within(["drafts", "outbox", "changes"], "readwrite", (of) => {
      of.outbox.put({ ...row, changes, state: "waiting", why: "", finished: Date.now() });
      of.drafts.delete(row.id);
      for (const { now } of changes) of.changes.put(now);
    });
  /* What was finished and refused goes, and with it what it says on the lists, where nothing was said on top of it; with
     `draft` it is one again. */
  const unfinish = async (row, draft) => {
    const still = [];
    for (const one of row.changes ?? []) {
      if ((await get("changes", one.now.id))?.version === one.now.version) still.push(one);
    }
    await within(["drafts", "outbox", "changes"], "readwrite", (of) => {
      for (const { before, now } of still) before ? of.changes.put(before) : of.changes.delete(now.id);
      if (draft) of.drafts.put({ ...row, changes: [], changed: Date.now() });
      of.outbox.delete(row.id);
    });
  };
  const arrived = async (row) => {
    const { id, formId, title, name, keyId, kind } = row;
    await within(["outbox", "sent"], "readwrite", (of) => {
      of.sent.put({ id, formId, title, name, keyId, kind, at: Date.now() });
      of.outbox.delete(id);
    });
    const old = (await every("sent")).sort((a, b) => b.at - a.at).slice(MOST_SENT);
    for (const one of old) await remove("sent", one.id);
  };

  /* Keep the page itself, to open without signal. False where the browser does not allow it. */
  const keepPage = async () => {
    if (!navigator.serviceWorker) return false;
    const kept = await navigator.serviceWorker.register(config.worker, { scope: config.list });
    const made = kept.installing ?? kept.waiting;
    if (made) {
      const over = (done) => () => /activated|redundant/.test(made.state) && done();
      await new Promise((done) => made.addEventListener("statechange", over(done)));
    }
    return Boolean(kept.active);
  };
  addEventListener("hashchange", () => location.reload()); /* another key was brought to a page that is open */
  const signal = () => {
    const told = document.getElementById("signal");
    const show = () => (told.textContent = navigator.onLine ? say("online") : say("offline"));
    for (const name of ["online", "offline"]) addEventListener(name, show);
    show();
  };

  globalThis.winayStore = {
    config, say, when, get, every, put, remove, key, takeKey, instanceId, named, finish, unfinish, arrived, keepPage, signal,
  };
})();
