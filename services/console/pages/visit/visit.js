// The visit form on a phone: its pages are put on this device, what is typed becomes a command that waits here until there is a line.
// Each command has one key from the first letter on, so asking again does nothing twice; they go in the order in which they were made.

// In English pages each text stands here in English: see libs/web/files.py.
const t = (text) => text;
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, more, ...inside) => { const one = Object.assign(document.createElement(tag), more); one.append(...inside); return one; };
const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
const KEPT = "kiemdinh-visit";
const box = $("#device");
const { owner, until, log, case: id, rating, whole, worker, scope } = box.dataset;
const codes = box.dataset.codes.split(" ");
const form = $("[data-form]");

// 1. The queue, in the browser's database: what waits, and what is known to be recorded since the pages were kept.
const database = new Promise((done, wrong) => {
  const asked = indexedDB.open(KEPT, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("waiting", { keyPath: "key" });
    asked.result.createObjectStore("known", { keyPath: "rating" });
  };
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => wrong(asked.error);
});
async function stored(store, mode, act) {
  const step = (await database).transaction(store, mode, { durability: "strict" });
  const asked = act(step.objectStore(store));
  return new Promise((done, wrong) => {
    step.oncomplete = () => done(asked.result);
    step.onabort = () => wrong(step.error);
  });
}
const keep = (record) => stored("waiting", "readwrite", (store) => store.put(record));
const drop = (record) => stored("waiting", "readwrite", (store) => store.delete(record.key));
const everybodys = () => stored("waiting", "readonly", (store) => store.getAll());
const own = async () => (await everybodys()).filter((one) => one.owner === owner && one.rating === rating).sort((a, b) => a.made - b.made);
const known = async () => (await stored("known", "readonly", (store) => store.get(rating))) || { rating, owner, version: 0, position: 0, sheets: {} };

// 2. What was judged, as a command says it and as the form shows it.
const said = ({ level, indicator, met }) => [level, indicator || "x", met].join();
const alike = (a, b) => plain(a) === plain(b);
const plain = (sheet) => JSON.stringify([((sheet && sheet.judgements) || []).map(said).sort(), (sheet && sheet.text) || ""]);
function typed() {
  const judgements = $$("input[type=radio]:checked", form).map(({ name, value }) => {
    const [, level, letter] = name.split("-");
    return { level: Number(level), indicator: letter === "x" ? "" : letter, met: value === "met" };
  });
  const text = form.elements.text.value.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  return { criterion: form.dataset.criterion, judgements, text };
}
function fill(sheet) {
  const met = new Map(((sheet && sheet.judgements) || []).map((one) => [`m-${one.level}-${one.indicator || "x"}`, one.met ? "met" : "not"]));
  for (const radio of $$("input[type=radio]", form)) radio.checked = met.get(radio.name) === radio.value;
  form.elements.text.value = (sheet && sheet.text) || "";
}

// 3. Sending: first what is recorded is read, so that nothing of another device is written over unseen.
class Cut extends Error {}
async function ask(path, how = {}) {
  let answer;
  try { answer = await fetch(path, how); } catch { throw new Cut(t("Mất kết nối. Phần đã ghi chờ trên máy này, tự gửi khi có mạng.")); }
  if (answer.status === 401) throw new Cut(t("Phiên làm việc đã hết. Phần đã ghi còn trên máy này; hãy đăng nhập lại để gửi."));
  if (answer.status === 429 || answer.status >= 500) throw new Cut(t("Hệ thống chưa trả lời. Phần đã ghi chờ trên máy này, sẽ gửi lại."));
  return { status: answer.status, told: await answer.json().catch(() => { throw new Cut(t("Đường truyền đứt. Phần đã ghi chờ trên máy này, sẽ gửi lại.")); }) };
}
async function recorded() {
  const { told: session } = await ask("/v1/session");
  if (session.actor !== owner) throw new Cut(t("Người khác đang đăng nhập trên máy này. Phần đã ghi chờ bạn đăng nhập lại."));
  const { position } = await known();
  const query = `evaluation=${id}&limit=200&min_position=${position}`;
  const far = await ask(`/v1/${log}/rater?${query}`);
  const rows = await ask(`/v1/${log}/rating?${query}`);
  if (far.status !== 200 || rows.status !== 200) throw new Cut(far.told.detail || rows.told.detail);
  const mine = rows.told.items.filter((one) => one.id.startsWith(rating + "_"));
  const sheets = Object.fromEntries(mine.map((one) => [one.criterion, { judgements: one.verdicts, text: one.text }]));
  const version = (far.told.items.find((one) => one.id === rating) || { version: 0 }).version;
  return learned({ rating, owner, version, position, sheets });
}
async function learned(there) {
  await stored("known", "readwrite", (store) => store.put(there));
  return there;
}
async function send(record, there) {
  const { criterion } = record.data;
  const theirs = there.sheets[criterion] || null;
  if (!record.asked && !alike(theirs, record.base) && !alike(theirs, record.data)) {
    await keep({ ...record, state: "clash", theirs });
    return there;
  }
  if (!record.asked) await keep(Object.assign(record, { asked: true, version: there.version }));
  const headers = { "content-type": "application/json", "idempotency-key": record.key };
  Object.assign(headers, record.version ? { "if-match": `"${record.version}"` } : { "if-none-match": "*" });
  const { status, told } = await ask(`/v1/${log}/rating/${rating}/rate-criterion`, { method: "POST", body: JSON.stringify(record.data), headers });
  if (status < 300) {
    await learned({ ...there, version: told.version, position: told.position, sheets: { ...there.sheets, [criterion]: record.data } });
    await drop(record);
    return recorded();
  }
  if (status === 412) {
    // It did not come in: something else did. It is looked at anew, under the same key.
    const now = await recorded();
    if (now.version === record.version) throw new Cut(t("Hệ thống chưa trả lời. Phần đã ghi chờ trên máy này, sẽ gửi lại."));
    await keep({ ...record, asked: false });
    return now;
  }
  const closed = told.code === "rating-handed-in";
  const faults = (told.errors || []).map((one) => one.detail);
  await keep({ ...record, state: closed ? "clash" : "refused", closed, theirs, told: faults.length ? faults : [told.detail], rule: told.rule });
  return there;
}
let timer, wait = 5000;
const line = $("[data-line]");
const tell = (text) => { line.textContent = text; };
async function flush() {
  clearTimeout(timer);
  await navigator.locks.request(KEPT, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    try {
      let there = null, next;
      while ((next = (await own()).find((one) => one.state === "waiting"))) {
        tell(t("Đang gửi"));
        there = await send(next, there || (await recorded()));
        await shown();
      }
      wait = 5000;
      tell(there ? t("Đã gửi lúc ") + clock() : t("Mọi phần đã ghi đều đã gửi."));
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      tell(error.message);
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 2, 60000);
    }
  });
  await shown();
}

// 4. What is shown: of the device what waits, at a criterion its state, both texts where two devices differ.
const STATES = {
  typing: ["doing", t("Đang gõ, giữ trên máy này")],
  waiting: ["warn", t("Chờ gửi")],
  clash: ["stop", t("Khác bản đã ghi, chờ bạn chọn")],
  refused: ["stop", t("Chưa ghi được")],
};
const tag = (state) => make("span", { className: `tag ${STATES[state][0]}`, textContent: STATES[state][1] });
async function shown() {
  const records = await own();
  const list = $("[data-waiting]");
  list.hidden = !records.length;
  list.replaceChildren(...records.map((one) => make("li", {}, make("a", { href: `${whole}/${one.data.criterion}`, textContent: t("Tiêu chí ") + one.data.criterion }), " ", tag(one.state))));
  $("[data-send]").hidden = !records.some((one) => one.state === "waiting");
  for (const row of $$("li[data-criterion]")) {
    const last = records.filter((one) => one.data.criterion === row.dataset.criterion).pop();
    const now = $(".tag", row);
    if (last) now.replaceWith(tag(last.state));
    else if ((await known()).sheets[row.dataset.criterion]) now.replaceWith(make("span", { className: "tag done", textContent: t("Đã chấm") }));
  }
  if (form) atForm(records.filter((one) => one.data.criterion === form.dataset.criterion).pop());
  unsent(records.length);
}
function atForm(record) {
  const place = $("[data-state]", form);
  place.hidden = !record;
  if (!record) return;
  place.replaceChildren(make("p", {}, tag(record.state)));
  if (record.told) place.append(...record.told.map((detail) => make("p", { className: "error", textContent: detail })));
  if (record.rule) place.append(make("p", { className: "quiet small", textContent: record.rule }));
  if (record.state !== "clash") return;
  const column = (name, sheet) => make("div", {}, make("h3", { textContent: name }), ...told(sheet));
  place.append(make("div", { className: "versus" }, column(t("Trên máy này"), record.data), column(t("Đã ghi"), record.theirs)));
  const choose = (textContent, className, then) => make("button", { type: "button", textContent, className, onclick: async () => { await then(); await shown(); flush(); } });
  const row = make("div", { className: "row" });
  if (!record.closed) row.append(choose(t("Ghi bản trên máy này"), "btn", () => keep({ ...record, state: "waiting", base: record.theirs, asked: false, theirs: null })));
  row.append(choose(t("Giữ bản đã ghi"), "btn second", async () => { await drop(record); fill(record.theirs); current = null; base = record.theirs; }));
  place.append(row);
}
function told(sheet) {
  const names = new Map($$("fieldset", form).map((one) => [$("input", one).name, $("legend", one).textContent]));
  const judged = ((sheet && sheet.judgements) || []).map((one) => make("li", { textContent: `${names.get(`m-${one.level}-${one.indicator || "x"}`)}: ${one.met ? t("Đạt") : t("Chưa đạt")}` }));
  return [make("ul", { className: "plainlist" }, ...judged), make("p", { className: "text", textContent: (sheet && sheet.text) || "–" })];
}

// 5. Typing: the key is made with the first letter. What may have been sent keeps its words: more typing is another command.
let current = null, base = null, last = Promise.resolve();
async function begun() {
  base = typed();
  const there = await known();
  const since = there.sheets[base.criterion];
  if (since && there.version > Number(box.dataset.version)) base = since;
  current = (await own()).filter((one) => one.data.criterion === base.criterion).pop() || null;
  fill(current ? current.data : base);
}
function note(state) {
  const data = typed();
  if (!current || (current.asked && current.state === "waiting")) current = { key: crypto.randomUUID(), made: Date.now(), owner, log, rating, base: current ? current.data : base };
  else if (current.asked) current = { ...current, key: crypto.randomUUID() , before: current.key };
  current = { ...current, data, state, asked: false, told: null, rule: null };
  const { before, ...record } = current;
  current = record;
  last = last.then(async () => { if (before) await drop({ key: before }); await keep(record); });
  return last;
}

// 6. This device: which pages are on it, for whom, until when; and what sign-out is told of it.
const unsent = (count) => { document.cookie = `kiemdinh_visit=${count}.${log}.${id}; path=/console/sign-out; samesite=strict; max-age=2592000`; };
async function keepPages() {
  const cache = await caches.open(KEPT);
  const about = await cache.match(scope);
  if (about && (await about.json()).owner !== owner) { await caches.delete(KEPT); return keepPages(); }
  await cache.put(scope, new Response(JSON.stringify({ owner, until })));
  const files = [...$$("link[rel=stylesheet]").map((one) => one.href), ...$$("script[src]").map((one) => one.src)];
  const wanted = [...files, whole, ...codes.map((code) => `${whole}/${code}`)];
  const kept = $("[data-kept]");
  let count = 0;
  for (const path of wanted) {
    if (!(await cache.match(path))) {
      const answer = await fetch(path, { redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      if (!(await caches.has(KEPT))) return;
      await cache.put(path, answer);
    }
    count += 1;
    kept.textContent = t("Đang giữ trên máy: ") + count + "/" + wanted.length;
  }
  kept.textContent = t("Đã giữ đủ trên máy này: mở được khi mất mạng.");
  box.dataset.ready = "";
}
async function forget() {
  await caches.delete(KEPT);
  for (const one of await navigator.serviceWorker.getRegistrations()) if (one.scope.endsWith(scope)) await one.unregister();
  $("[data-kept]").textContent = t("Máy này không còn giữ trang nào của biểu khảo sát.");
}

async function start() {
  await database;
  box.hidden = false;
  const others = (await everybodys()).filter((one) => one.owner !== owner);
  if (others.length) {
    const remove = make("button", { type: "button", className: "btn second slim", textContent: t("Xóa phần của người khác"), onclick: async () => { for (const one of others) await drop(one); away.remove(); } });
    const away = make("div", { className: "note is-warn" }, make("p", { textContent: t("Máy này còn giữ phần chưa gửi của người khác; người ấy đăng nhập lại thì gửi được.") }), remove);
    box.prepend(away);
  }
  if (form) {
    await begun();
    form.addEventListener("input", async () => { await note("typing"); shown(); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const onward = event.submitter && event.submitter.value === "next";
      await note("waiting");
      if (onward) return location.assign(`${whole}/${form.elements.following.value}`);
      await shown();
      flush();
    });
  }
  $("[data-send]").addEventListener("click", () => flush());
  $("[data-forget]").addEventListener("click", async () => {
    const records = await own();
    if (records.length && !confirm(t("Máy này còn phần chưa gửi. Xóa thì mất hẳn phần ấy. Vẫn xóa?"))) return;
    for (const one of records) await drop(one);
    await stored("known", "readwrite", (store) => store.delete(rating));
    await forget();
    await shown();
  });
  addEventListener("online", () => flush());
  for (const button of $$("[formaction='/console/sign-out']")) button.addEventListener("click", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    tell(t("Mất mạng nên chưa đăng xuất được. Muốn người khác không đọc được, hãy xóa phần giữ trên máy ở dưới."));
    $("details", box).open = true;
    line.scrollIntoView();
  });
  await shown();
  flush();
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(worker, { scope });
  if (navigator.onLine) await keepPages().catch(() => { $("[data-kept]").textContent = t("Chưa giữ đủ trên máy này; mở lại trang khi có mạng."); });
  else box.dataset.ready = "";
}
if (isSecureContext && window.indexedDB && navigator.locks) start();
