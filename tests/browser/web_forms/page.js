// A plain client of the phone door: fetches the list, the form and its files, shows the form, sends what was filled in.
import { createApp, h } from "vue";
import { OdkWebForm, webFormsPlugin } from "/web-forms/@getodk/web-forms/dist/index.js";

const base = new URLSearchParams(location.search).get("base");
const wanted = new URLSearchParams(location.search).get("form");
const headers = { "X-OpenRosa-Version": "1.0" };
const told = (window.told = { errors: [], statuses: [], message: "" });

async function ask(url) {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${answer.status} at ${url}`);
  return answer;
}

async function xml(url) {
  return new DOMParser().parseFromString(await (await ask(url)).text(), "text/xml");
}

async function files(url) {
  const found = new Map();
  if (!url) return found;
  for (const one of (await xml(url)).getElementsByTagName("mediaFile")) {
    const [name, address] = ["filename", "downloadUrl"].map((tag) => one.getElementsByTagName(tag)[0].textContent);
    found.set(name, address);
  }
  return found;
}

async function send(payload, done) {
  const answer = await fetch(`${base}/submission?deviceID=web-forms`, { method: "POST", headers, body: payload.data[0] });
  const text = await answer.text();
  told.statuses.push(answer.status);
  told.message = new DOMParser().parseFromString(text, "text/xml").getElementsByTagName("message")[0].textContent;
  done?.({ next: undefined });
}

const list = await xml(`${base}/formList?formID=${encodeURIComponent(wanted)}`);
const [listed] = list.getElementsByTagName("xform");
const part = (tag) => listed.getElementsByTagName(tag)[0]?.textContent;
const media = await files(part("manifestUrl"));
const formXml = await (await ask(part("downloadUrl"))).text();
told.media = [...media.keys()];

const props = {
  formXml,
  missingResourceBehavior: "ERROR",
  trackDevice: true,
  fetchFormAttachment: (resource) => ask(media.get(new URL(resource).pathname.split("/").pop())),
  onSubmit: send,
};
createApp({ render: () => h(OdkWebForm, props), errorCaptured: (error) => void told.errors.push(String(error)) })
  .use(webFormsPlugin)
  .mount("#app");
