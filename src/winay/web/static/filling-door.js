/* The door for phones, as a phone uses it: what there is to fill in, its files, and sending what is finished.
   The words of a refusal are the server's, and stay with what was refused. */
(() => {
  "use strict";
  const { config, say, every, get, put, remove, arrived } = winayStore;
  const HEADERS = { "X-OpenRosa-Version": "1.0" };
  const AGAIN = 60_000;

  const device = () => {
    const held = localStorage.getItem("winay-device") ?? `web:${crypto.randomUUID().slice(0, 13)}`;
    localStorage.setItem("winay-device", held);
    return held;
  };
  const at = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.set("deviceID", device());
    return url.pathname + url.search;
  };
  class Refused extends Error {
    constructor(status, message) {
      super(message);
      this.status = status;
    }
  }
  const words = (text) => new DOMParser().parseFromString(text, "text/xml").getElementsByTagName("message")[0]?.textContent ?? "";
  const ask = async (address) => {
    const answer = await fetch(at(address), { headers: HEADERS, credentials: "omit" });
    if (!answer.ok) throw new Refused(answer.status, words(await answer.text()));
    return answer;
  };
  const rows = async (address, tag) => {
    const list = new DOMParser().parseFromString(await (await ask(address)).text(), "text/xml");
    return [...list.getElementsByTagName(tag)].map((row) =>
      Object.fromEntries([["type", row.getAttribute("type")], ...[...row.children].map((part) => [part.localName, part.textContent])]),
    );
  };

  /* Fetch what this key may fill in, or one form of it, and only what changed. A form whose files did not all come stays
     as it was. */
  const refresh = async (key, told, only = "") => {
    const listed = await rows(`${config.door}${key.token}/formList${only && `?formID=${encodeURIComponent(only)}`}`, "xform");
    for (const [number, one] of listed.entries()) {
      told(number + 1, listed.length);
      const manifest = one.manifestUrl ? await rows(one.manifestUrl, "mediaFile") : [];
      const id = `${key.id} ${one.formID} ${one.hash}`;
      const held = await get("forms", id);
      const xml = held?.xml ?? (await (await ask(one.downloadUrl)).text());
      const files = {};
      for (const file of manifest) {
        const fileId = `${key.id} ${file.filename} ${file.hash}`;
        files[file.filename] = fileId;
        const list = file.type === "entityList" ? file.filename.replace(/\.csv$/, "") : "";
        const there = await get("files", fileId);
        if (there && (there.list ?? "") === list) continue;
        const blob = await (await ask(file.downloadUrl)).blob();
        await put("files", { id: fileId, blob, ...(list && { list, branch: crypto.randomUUID() }) });
      }
      const { formID, name, version } = one;
      await put("forms", { id, keyId: key.id, formId: formID, title: name, version, xml, files, current: true });
    }
    if (!only) await tidy(key, listed);
  };

  /* Versions that are no longer given and that no draft needs, and files of no form, go. */
  const tidy = async (key, listed) => {
    const given = new Set(listed.map((one) => `${key.id} ${one.formID} ${one.hash}`));
    const needed = new Set((await every("drafts")).map((one) => one.packId));
    const used = new Set();
    for (const form of await every("forms")) {
      if (form.keyId !== key.id || given.has(form.id)) Object.values(form.files).forEach((id) => used.add(id));
      else if (needed.has(form.id)) {
        Object.values(form.files).forEach((id) => used.add(id));
        await put("forms", { ...form, current: false });
      } else await remove("forms", form.id);
    }
    for (const { id } of await every("files")) if (!used.has(id)) await remove("files", id);
  };

  /* The files of one form in as many parcels as the server takes, each with the answers, as a phone does. */
  const parcels = (row) => {
    const all = [[]];
    let size = row.xml.length * 2;
    for (const file of row.files) {
      if (size + file.blob.size > config.most && all.at(-1).length) {
        all.push([]);
        size = row.xml.length * 2;
      }
      all.at(-1).push(file);
      size += file.blob.size;
    }
    return all;
  };
  const post = async (token, row) => {
    const all = parcels(row);
    for (const [number, files] of all.entries()) {
      const body = new FormData();
      body.append("xml_submission_file", new Blob([row.xml], { type: "text/xml" }), "submission.xml");
      for (const file of files) body.append(file.name, file.blob, file.name);
      if (number < all.length - 1) body.append("*isIncomplete*", "yes");
      const answer = await fetch(at(`${config.door}${token}/submission`), {
        method: "POST", headers: HEADERS, body, credentials: "omit",
      });
      if (answer.status !== 201 && answer.status !== 202) throw new Refused(answer.status, words(await answer.text()));
    }
  };

  /* What stays after a try that failed: a refusal with its words until somebody decides, anything else to be tried again.
     A 401 or 403 is of the key and not of the form. */
  const failed = async (row, problem) => {
    const final = problem instanceof Refused && problem.status >= 400 && problem.status < 500;
    const why = problem instanceof Refused ? problem.message || `HTTP ${problem.status}` : "";
    await put("outbox", { ...row, state: final ? "refused" : "waiting", why, status: problem.status ?? 0, tried: Date.now() });
  };

  /* Send what waits, one after the other, in one window at a time; `id`: this one also if it was refused, with the key
     of now if its own is shut out. The answers and their id are the bytes that were finished: a repeat is one record. */
  const sendAll = (id = "") =>
    navigator.locks.request("winay-outbox", async () => {
      const keys = new Map((await every("keys")).map((one) => [one.id, one]));
      const newest = [...keys.values()].sort((a, b) => b.brought - a.brought)[0];
      for (const row of (await every("outbox")).sort((a, b) => a.finished - b.finished)) {
        if (row.state !== "waiting" && row.id !== id) continue;
        const shut = row.status === 401 || row.status === 403;
        const key = (shut && newest) || keys.get(row.keyId) || newest;
        try {
          if (!key) throw new Refused(403, say("no_access"));
          await post(key.token, row);
          await arrived({ ...row, keyId: key.id, kind: key.kind });
        } catch (problem) {
          await failed(row, problem);
          if (!(problem instanceof Refused)) break;
        }
      }
    });

  /* When signal comes back, and now and then while the page is open. */
  const keepSending = (after) => {
    const go = async () => {
      if (!navigator.onLine) return;
      if ((await every("outbox")).some((one) => one.state === "waiting")) {
        await sendAll();
        await after();
      }
    };
    addEventListener("online", go);
    setInterval(go, AGAIN);
    return go();
  };

  globalThis.winayDoor = { Refused, refresh, sendAll, keepSending, device };
})();
