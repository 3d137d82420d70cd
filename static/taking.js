// Comforts while somebody answers: every choice is kept at once, a clock shows what is left.
// Without it the same pages work with their buttons.
"use strict";

(() => {
  // What listens beyond this page ends with it: onward.js puts the next one in its place.
  const life = new AbortController();
  const { signal } = life;
  document.addEventListener("leave", () => life.abort(), { signal });

  const here = location.pathname + location.search;
  window.onpopstate = () => { if (location.pathname + location.search !== here) location.reload(); };

  // Digits choose among radios while one of them has the focus.
  document.addEventListener("keydown", (event) => {
    const radio = event.target.closest?.("main input[type=radio]");
    if (!radio || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const group = radio.form.querySelectorAll(`input[type=radio][name="${CSS.escape(radio.name)}"]`);
    const chosen = group[Number(event.key) - 1];
    if (chosen) { chosen.focus(); chosen.click(); }
  }, { signal });

  // How many are chosen, where there is a limit: in sight, and aloud.
  const tally = document.querySelector("[data-tally]");
  function count() {
    const chosen = tally.closest("fieldset").querySelectorAll("input:checked").length;
    tally.textContent = tally.dataset.tally.replace("{}", chosen);
  }
  if (tally) {
    count();
    tally.closest("fieldset").addEventListener("change", count);
  }

  // How much room a text has, counted as the server does.
  const text = document.querySelector("#answer [data-most]");
  const room = document.querySelector("#answer .room");
  function measure() {
    const left = Number(text.dataset.most) - [...text.value.trim()].length;
    room.textContent = (left < 0 ? room.dataset.over : room.dataset.left).replace("{}", Math.abs(left).toLocaleString(document.documentElement.lang, { useGrouping: "min2" }));
    room.classList.toggle("error", left < 0);
  }
  if (text) {
    measure();
    text.addEventListener("input", measure);
  }

  const form = document.getElementById("answer");
  if (!form) return;
  form.action = here; // wherever the browser goes back to meanwhile
  form.autocomplete = "off"; // what is shown again is what was kept, not what a browser remembers
  // Loaded once somebody answers, so that the first page is there soon.
  form.addEventListener("input", () => import(form.dataset.onward).catch(() => {}), { once: true });
  const state = document.getElementById("save-state");
  const problem = document.getElementById("save-problem");
  const item = form.dataset.item;
  const PAUSE = 1500;
  const LONGEST = 5000;
  const PATIENCE = 20000;
  const MOST_KEPT_ALIVE = 15000; // letters; a browser finishes 64 kB after the page is gone
  const LOOK_AGAIN = 10000;
  const FOR_THE_PERSON = [400, 409, 410, 413, 422]; // trying again changes nothing
  let turn = Number(form.elements.turn.value) || 1;
  let timer = null;
  let firstChange = 0;
  let sending = false;
  let blocked = false;
  let unheard = false; // the last try got no answer at all
  let tries = 0;
  let held = null; // the button pressed while nothing could be sent
  let last = written();

  function read() {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string") continue;
      if (name === item) (fields[""] ||= []).push(value);
      else if (name.startsWith(item + ".")) (fields[name.slice(item.length + 1)] ||= []).push(value);
    }
    return fields;
  }
  function written() { return JSON.stringify(read()); }

  // What can be kept now; one half of a pair is kept, too.
  function isUnsent() { return !blocked && !signal.aborted && written() !== last; }

  function isStuck() { return (unheard || navigator.onLine === false) && isUnsent(); }

  async function send() {
    clearTimeout(timer);
    firstChange = 0;
    // A page that goes away cannot wait for its turn; the server goes by the number.
    if (!isUnsent() || form.dataset.sent || (sending && !document.hidden)) return;
    const body = written();
    let response = null;
    let answer = {};
    sending = true;
    turn += 1; // also when the same is sent again: an answer that got lost may have been kept
    try {
      response = await fetch(form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
        body: JSON.stringify({
          item, fields: read(), tab: form.elements.tab.value, turn, seen: Number(form.elements.seen.value) || 0,
        }),
        redirect: "error",
        keepalive: body.length < MOST_KEPT_ALIVE,
        signal: AbortSignal.timeout?.(PATIENCE),
      });
      answer = await response.json().catch(() => ({}));
    } catch { /* no answer */ }
    sending = false;
    unheard = !response;
    if (response?.ok) kept(body, answer);
    else if (response && FOR_THE_PERSON.includes(response.status)) refused(body, response, answer);
    else tryAgain(response, answer);
  }

  function kept(body, answer) {
    tries = 0;
    last = body;
    form.elements.seen.value = answer.version;
    problem.textContent = "";
    if (answer.seconds_left > 0) restart(answer.seconds_left);
    if (givenBack && answer.given_back) givenBack.textContent = answer.given_back;
    if (isUnsent()) { send(); return; }
    state.textContent = form.dataset.saved.replace("{}", answer.saved_at);
    if (held) { const button = held; held = null; button.click(); }
  }

  function refused(body, response, answer) {
    held = null;
    blocked = response.status === 410;
    state.textContent = "";
    warn(answer.problem || form.dataset.unsaved);
    if (written() !== body) send();
  }

  // The words stand over the end of a small screen: not on the choice somebody just made.
  function warn(words) {
    if (problem.textContent === words) return;
    problem.textContent = words;
    document.activeElement?.closest(".choice, .option")?.scrollIntoView({ block: "nearest" });
  }

  function tryAgain(response, answer) {
    tries += 1;
    state.textContent = "";
    warn((response?.status < 500 && answer.problem) || form.dataset.unsaved);
    timer = setTimeout(send, Math.min(isNearEnd() ? 5000 : 30000, 1000 * 2 ** tries) * (0.7 + Math.random() * 0.6));
  }

  function touch(pause) {
    firstChange ||= Date.now();
    clearTimeout(timer);
    held = null;
    if (isUnsent()) state.textContent = ""; // what it says is older than what is on the page
    const left = Math.max(0, LONGEST - (Date.now() - firstChange));
    timer = setTimeout(send, Math.min(pause, left) * (0.7 + Math.random() * 0.6));
  }

  form.addEventListener("change", (event) => { if (event.target.name) touch(0); });
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input[type=text]")) touch(PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (isStuck() && !held) {
      // The next page could not come either: stay here until this is kept, then go on. Who
      // presses again may go, and is asked by the browser first.
      event.preventDefault();
      held = event.submitter || form.querySelector("button");
      send();
      return;
    }
    clearTimeout(timer);
    turn += 1;
    form.elements.turn.value = turn;
    if (isStuck()) return;
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
    if (window.onward?.(page, event.submitter)) event.preventDefault();
  });
  const page = {
    form,
    written,
    kept(body) { last = body; },
    unkept() { unheard = true; state.textContent = ""; warn(form.dataset.unloaded); },
    goesOn() { warn(""); touch(0); },
  };
  window.addEventListener("beforeunload", (event) => {
    if (isStuck() && !form.dataset.sent) event.preventDefault();
  }, { signal });
  window.addEventListener("pageshow", (event) => {
    delete form.dataset.sent;
    if (event.persisted) reload();
  }, { signal });
  // Only with nothing on the page that is not kept, and a server to give the next one: a
  // browser shows its own error in place of what stood here.
  async function reload() {
    if (written() !== last) return;
    const found = await fetch(location.href, { method: "HEAD", signal: AbortSignal.timeout?.(PATIENCE) }).catch(() => null);
    if (found && found.status < 500 && written() === last) location.reload();
  }
  // Leaving may be the last chance to keep something, coming back the first one.
  document.addEventListener("visibilitychange", send, { signal });
  window.addEventListener("focus", send, { signal });
  window.addEventListener("online", send, { signal });

  const voice = document.createElement("p");
  voice.className = "unseen";
  voice.setAttribute("role", "status");
  form.append(voice);
  function say(words) { voice.textContent = words; }

  // A line moves at once and keeps the focus; without script its button loads the page anew.
  form.querySelector(".ranking")?.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("li");
    if (button.value.startsWith("up:")) line.previousElementSibling.before(line);
    else line.nextElementSibling.after(line);
    const lines = [...line.parentElement.children];
    for (const one of lines) {
      const [up, down] = one.querySelectorAll("button");
      up.disabled = one === lines[0];
      down.disabled = one === lines[lines.length - 1];
    }
    (button.disabled ? line.querySelector("button:enabled") : button).focus();
    say(`${lines.indexOf(line) + 1}. ${line.querySelector("span").textContent.trim()}`);
    touch(0);
  });

  // The clock counts what the server said is left, by a clock nobody can set.
  const clock = document.querySelector(".timer");
  const shown = clock?.querySelector("[data-words]");
  const givenBack = document.getElementById("given-back");
  const ALOUD = [300, 60, 0]; // seconds left that are said to who does not see the clock
  const GRACE = 60; // seconds the server waits before it closes
  const BEFORE_IT_CLOSES = 5000;
  let isOver = false;
  let looked = 0;
  let end = 0;
  let before = 0;
  const tens = (seconds) => Math.ceil(seconds / 10) * 10;
  // Whether every second counts: then nothing waits long before it is tried again.
  function isNearEnd() { return Boolean(shown) && end - performance.now() < 120000; }
  function restart(seconds) { end = performance.now() + seconds * 1000; tick(); }
  // Whole minutes, and of 4½ never 5.
  function minutes(left) {
    const whole = Math.ceil(left / 60);
    const all = Number(clock.dataset.of);
    if (left > all * 60 || whole <= all) return whole;
    return Math.floor(all) + ["", "¼", "½", "¾"][Math.round((all % 1) * 4)];
  }
  function tick() {
    if (!shown) return;
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    const grace = GRACE - (performance.now() - end) / 1000;
    const text = left === 0
      ? (grace > 0 ? clock.dataset.up.replace("{}", tens(grace)) : clock.dataset.ended) : left > 120
      ? clock.dataset.minutes.replace("{}", minutes(left))
      : clock.dataset.secondsLeft.replace("{}", tens(left));
    if (shown.textContent !== text) shown.textContent = text;
    if (ALOUD.some((seconds) => before > seconds && left <= seconds)) say(text);
    before = left;
    if (left > 0) { isOver = false; return; }
    if (!isOver) { isOver = true; send(); return; }
    if (performance.now() - Math.max(end + GRACE * 1000 - BEFORE_IT_CLOSES, looked) < LOOK_AGAIN) return;
    looked = performance.now();
    reload();
  }
  if (clock) {
    restart(Number(clock.dataset.seconds) - Number(clock.dataset.over));
    const ticking = setInterval(tick, 1000);
    signal.addEventListener("abort", () => clearInterval(ticking));
    // That clock may stand still while a device sleeps. Then the server is asked again.
    const drift = () => Date.now() - performance.now();
    const atFirst = drift();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Math.abs(drift() - atFirst) > 5000) reload();
    }, { signal });
  }
})();
