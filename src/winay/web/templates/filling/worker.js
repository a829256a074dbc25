/* Keeps the pages that fill in forms, and what they are made of, so that they open without signal. */
"use strict";
const said = {{ said|safe }};
const NAME = "winay-llenar-{{ version }}";
const WAIT = 4000;

const page = (path) => {
  if (said.passed.includes(path)) return "";
  if (path === said.list) return said.list;
  return /^\/llenar\/[^/]+\/$/.test(path) ? said.form : "";
};

addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(said.files);
    for (const one of [said.list, said.form]) await cache.add(new Request(one, { cache: "reload" }));
    await skipWaiting();
  };
  event.waitUntil(keep());
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("winay-llenar-") && name !== NAME) await caches.delete(name);
    }
    await clients.claim();
  };
  event.waitUntil(tidy());
});

/* A page is asked for anew while there is signal, and not waited for long where there is little. */
const fresh = async (request, name) => {
  const cache = await caches.open(NAME);
  const held = await cache.match(name, { ignoreVary: true });
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await cache.put(name, answer.clone());
    return answer;
  });
  if (!held) return asked;
  asked.catch(() => undefined);
  const late = new Promise((resolve) => setTimeout(resolve, WAIT, held));
  try {
    const answer = await Promise.race([asked, late]);
    return answer.status >= 500 ? held : answer;
  } catch {
    return held;
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const name = request.mode === "navigate" ? page(url.pathname) : "";
  if (name) event.respondWith(fresh(request, name));
  else if (said.files.includes(url.pathname)) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((held) => held || fetch(request)));
  }
});
