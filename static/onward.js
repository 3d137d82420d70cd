// The answer and the page that comes next in one request; without it the browser makes two.

const PATIENCE = 20000;
const LONGEST_PAUSE = 30000;
let going = null; // what was sent last, until its page is here

// Whether this sends the form; otherwise the browser does, as it does for who presses again.
window.onward = (page, button) => {
  const isOurs = !going && !page.form.enctype.startsWith("multipart");
  going = isOurs ? { page, button, body: page.written(), tries: 0, isSent: false } : null;
  if (isOurs) send(going);
  return isOurs;
};

async function send(one) {
  const { page, button, body } = one;
  clearTimeout(one.timer);
  one.isSent = true;
  page.form.dataset.sent = "yes";
  const fields = new FormData(page.form);
  if (button?.name) fields.append(button.name, button.value);
  let response = null;
  let text = "";
  try {
    response = await fetch(page.form.action, {
      method: "POST",
      headers: { "X-Answer-With": "page" },
      body: new URLSearchParams(fields),
      redirect: "manual",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    text = await response.text();
  } catch { response = null; }
  one.isSent = false;
  if (one !== going) return;
  if (response?.ok) page.kept(body);
  if (!response || response.status >= 500) sendLater(one);
  else if (page.written() !== body) stay(one);
  else if (response.status === 204) location.assign(response.headers.get("Location"));
  else if (!show(text, response.headers.get("Content-Location"))) sendNatively(one);
}

function sendLater(one) {
  one.tries += 1;
  delete one.page.form.dataset.sent;
  one.page.unkept();
  const pause = Math.min(LONGEST_PAUSE, 1000 * 2 ** one.tries) * (0.7 + Math.random() * 0.6);
  one.timer = setTimeout(() => sendAgain(one), pause);
}

function sendAgain(one) {
  if (!one || one !== going || one.isSent) return;
  if (one.page.written() === one.body) send(one);
  else stay(one);
}

// Who went on writing is not taken to the next page.
function stay(one) {
  going = null;
  clearTimeout(one.timer);
  delete one.page.form.dataset.sent;
  one.page.goesOn();
}

// What only the browser can show: another frame, such as that of a leader who is signed out.
function sendNatively({ page, button }) {
  delete page.form.dataset.sent;
  (button || page.form.querySelector("button")).click();
}

for (const event of ["online", "focus"]) window.addEventListener(event, () => sendAgain(going));

// Put a page in the place of this one; `address` is its own, where it has one.
function show(text, address) {
  const next = new DOMParser().parseFromString(text, "text/html");
  if (!next.body.classList.contains("taking")) return false;
  if (address && sources(next) !== sources(document)) { location.assign(address); return true; }
  going = null;
  document.dispatchEvent(new Event("leave"));
  const here = location.pathname + location.search;
  const { lang, className } = next.documentElement;
  Object.assign(document.documentElement, { lang, className });
  document.body.replaceWith(next.body);
  history[address && address !== here ? "pushState" : "replaceState"](null, "", address || here);
  document.title = next.title;
  window.onpopstate = () => location.reload(); // until the script of that page is here
  scrollTo(0, 0);
  const script = document.querySelector("head script");
  const again = document.createElement("script");
  again.src = script.src;
  script.replaceWith(again);
  focus();
  return true;
}

// What a page is shown with; differs after an update of the product.
function sources(page) {
  const all = page.querySelectorAll("head [rel=stylesheet], head script");
  return [...all].map((one) => one.getAttribute("href") || one.getAttribute("src")).join(" ");
}

// Whoever listens hears what is wrong, or the question, and then which one it is.
function focus() {
  const heading = document.querySelector("h1");
  const caption = document.querySelector(".caption");
  if (caption) {
    caption.id = "caption";
    heading.setAttribute("aria-describedby", "caption");
  }
  const first = document.querySelector("[autofocus]") || heading;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
}
