/* The page of what is in this browser: forms to fill in, drafts, what waits to be sent, what arrived. */
(() => {
  "use strict";
  const { config, say, when, every, remove, key, takeKey, unfinish, keepPage, signal } = winayStore;
  const { Refused, refresh, sendAll, keepSending } = winayDoor;
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const tell = (text) => ($("#told").textContent = text);
  const page = (formId, draft = "") =>
    config.form.replace("__form__", encodeURIComponent(formId)) + (draft && `?borrador=${encodeURIComponent(draft)}`);

  /* A row out of its template; its title and the line under it stand in every one. */
  const row = (kind, one, under) => {
    const made = $(`#row-${kind}`).content.firstElementChild.cloneNode(true);
    $("[data-title]", made).textContent = one.title;
    $("[data-under]", made).textContent = under;
    const name = $("[data-name]", made);
    const sealed = config.sealed.includes(one.formId);
    if (name) name.textContent = sealed ? say("confided") : one.name || say("untitled");
    return made;
  };
  const fill = (id, made) => {
    const section = $(`#${id}`);
    section.hidden = !made.length;
    $("ul", section).replaceChildren(...made);
    const count = $("[data-count]", section);
    if (count) count.textContent = made.length;
  };
  const ask = (question, act) => async () => {
    if (!confirm(say(question))) return;
    await act();
    await draw();
  };
  const whose = (one, keys, mine) => {
    const other = keys.find((key) => key.id === one.keyId);
    return other && other.id !== mine?.id && other.name ? ` · ${say("of_others", other)}` : "";
  };

  const formRow = (one) => {
    const made = row("form", one, say("version", { version: one.version || "—" }));
    $("[data-go]", made).href = page(one.formId);
    return made;
  };
  const draftRow = (one, more) => {
    const made = row("draft", one, say("changed", { at: when(one.changed) }) + more);
    $("[data-go]", made).href = page(one.formId, one.id);
    $("[data-delete]", made).onclick = ask("delete_draft", () => remove("drafts", one.id));
    return made;
  };
  const outboxRow = (one, more) => {
    const refused = one.state === "refused";
    const tried = one.tried ? say("tried", { at: when(one.tried) }) : say("waiting");
    const made = row("outbox", one, `${say("finished", { at: when(one.finished) })}${more}. ${refused ? "" : tried}`);
    if (!refused) return made;
    $("[data-why]", made).hidden = $("[data-refused]", made).hidden = false;
    $("[data-why] span", made).textContent = one.why;
    $("[data-again]", made).onclick = () => send(one.id);
    $("[data-reopen]", made).hidden = one.status === 409; /* other answers are kept apart: the office decides */
    $("[data-reopen]", made).onclick = async () => {
      await unfinish(one, true);
      location.href = page(one.formId, one.id);
    };
    $("[data-delete]", made).onclick = ask("delete_refused", () => unfinish(one, false));
    return made;
  };
  const sentRow = (one) => {
    const made = row("sent", one, say("sent", { at: when(one.at) }));
    const follow = $("[data-follow]", made);
    follow.hidden = one.kind === "phone"; /* whoever came by a code does not log in */
    follow.elements.form.value = one.formId;
    follow.elements.instance.value = one.id;
    return made;
  };

  const draw = async () => {
    const [mine, keys] = [await key(), await every("keys")];
    const forms = (await every("forms")).filter((one) => one.keyId === mine?.id && one.current);
    const newest = (name, by) => every(name).then((rows) => rows.sort((a, b) => b[by] - a[by]));
    $("#no-key").hidden = Boolean(mine);
    $("#leave").hidden = !keys.length;
    $("#who").textContent = mine?.name ? say("as", mine) : "";
    fill("forms", forms.sort((a, b) => a.title.localeCompare(b.title)).map(formRow));
    fill("drafts", (await newest("drafts", "changed")).map((one) => draftRow(one, whose(one, keys, mine))));
    fill("outbox", (await newest("outbox", "finished")).map((one) => outboxRow(one, whose(one, keys, mine))));
    fill("sent", (await newest("sent", "at")).map(sentRow));
  };

  const send = async (id) => {
    tell(say("sending"));
    await sendAll(id);
    tell("");
    await draw();
  };

  const fetchForms = async () => {
    const mine = await key();
    if (!mine || !navigator.onLine) return;
    try {
      await refresh(mine, (n, all) => tell(say("fetching", { n, all })));
      tell((await keepPage()) ? say("ready") : say("not_kept"));
    } catch (problem) {
      const shut = problem instanceof Refused && (problem.status === 401 || problem.status === 403);
      tell(shut ? problem.message || say("no_access") : say("no_list"));
      if (shut) $("#no-key").hidden = false;
    }
    await draw();
  };

  const forget = async () => {
    if ((await every("drafts")).length || (await every("outbox")).length) return tell(say("forget_first"));
    if (!confirm(say("forget"))) return;
    for (const name of ["keys", "forms", "files", "sent", "changes"]) for (const one of await every(name)) await remove(name, one.id);
    tell("");
    await draw();
  };

  const start = async () => {
    signal();
    if (!isSecureContext) return tell(say("not_kept"));
    await takeKey();
    const wanted = new URLSearchParams(location.search).get("formulario");
    if (wanted) $("#no-key a").href += `?formulario=${encodeURIComponent(wanted)}`;
    await draw();
    $("#send").onclick = () => send("");
    $("#leave button").onclick = forget;
    await keepSending(draw);
    await fetchForms();
  };
  start();
})();
