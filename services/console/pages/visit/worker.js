// Answers for the pages of a visit when the line is cut: from what visit.js put on this device, until the session would have ended.
const t = (text) => text;
const KEPT = "kiemdinh-visit";
const ABOUT = "/console/visit/";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") event.respondWith(page(event.request, pathname));
  else if (pathname.startsWith("/console/static/")) event.respondWith(file(event.request));
});

async function file(request) {
  return (await (await caches.open(KEPT)).match(request)) || fetch(request);
}

// The line first; a page that is kept is kept anew. Who is no longer signed in is led away, and nothing stays behind.
async function page(request, pathname) {
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return (await kept(pathname)) || nothing();
  }
  if (answer.status >= 502) return (await kept(pathname)) || answer;
  if (answer.type === "opaqueredirect") await caches.delete(KEPT);
  else if (answer.ok && (await caches.has(KEPT))) {
    const cache = await caches.open(KEPT);
    if (await cache.match(pathname)) await cache.put(pathname, answer.clone());
  }
  return answer;
}

async function kept(pathname) {
  const about = await caches.match(ABOUT);
  if (!about) return null;
  const { until } = await about.json();
  if (Date.parse(until) > Date.now()) return caches.match(pathname);
  await caches.delete(KEPT);
  return null;
}

function nothing() {
  const said = [t("Không có mạng"), t("Trang này không được giữ trên máy, hoặc đã hết hạn giữ. Phần đã gõ mà chưa gửi vẫn còn, và được gửi khi bạn mở lại biểu khảo sát lúc có mạng.")];
  const body = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${said[0]}</title><main><h1>${said[0]}</h1><p>${said[1]}</p></main>`;
  return new Response(body, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
