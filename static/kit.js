// The kit's comforts: it saves while you type, says when it did, and says so when it could not.
// Without it the same page works with its Save button.
"use strict";

(() => {
  const kit = document.querySelector("[data-kit]");
  if (!kit) return;
  const form = document.getElementById("kit-form");
  const state = document.getElementById("save-state");
  const problem = document.getElementById("save-problem");
  const TYPING_PAUSE = 1500;
  const LONGEST_PAUSE = 5000;
  const MOST_KEPT_ALIVE = 15000; // letters; a browser finishes 64 kB after the page is gone
  let lastSaved = "";
  let token = form.elements.csrf_token.value;

  // One saver for each note and each rating.
  class Item {
    constructor(element, read, write) {
      this.element = element;
      this.read = read;
      this.write = write;
      this.saved = JSON.stringify(read());
      this.timer = null;
      this.firstChange = 0;
      this.sending = false;
      this.blocked = false;
      this.tokenIsFresh = false;
      this.tries = 0;
    }
    get version() { return Number(this.versionField().value) || 0; }
    set version(value) { this.versionField().value = value; }
    versionField() { return this.element.querySelector("input[type=hidden][name^=version-]"); }
    get isDirty() { return JSON.stringify(this.read()) !== this.saved; }
    touch(pause) {
      const now = Date.now();
      this.firstChange ||= now;
      clearTimeout(this.timer);
      const left = Math.max(0, LONGEST_PAUSE - (now - this.firstChange));
      this.timer = setTimeout(() => this.send(), Math.min(pause, left));
      show("Saving…");
    }
    async send() {
      clearTimeout(this.timer);
      if (this.sending || this.blocked || !this.isDirty) return;
      this.sending = true;
      this.firstChange = 0;
      const body = this.read();
      const sent = JSON.stringify(body);
      let response = null;
      let answer = {};
      try {
        response = await fetch(kit.dataset.kit, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": token },
          body: JSON.stringify({ ...body, version: this.version, card: form.elements.card.value }),
          redirect: "error",
          keepalive: sent.length < MOST_KEPT_ALIVE,
        });
        answer = await response.json();
      } catch { response = null; }
      this.sending = false;
      if (response?.ok) {
        this.saved = sent;
        this.version = answer.version;
        this.tokenIsFresh = false;
        this.tries = 0;
        lastSaved = answer.saved_at;
        if (!items.some((item) => item.blocked)) problem.textContent = "";
        if (this.isDirty) this.touch(0);
        else if (!items.some((item) => item.isDirty)) show(`Saved ${lastSaved}`);
        mark();
      } else if (response?.status === 409) {
        this.conflict(answer);
      } else if (response && [403, 404, 410, 413, 422].includes(response.status)) {
        this.blocked = [410, 413].includes(response.status);
        const more = answer.advice ? `. ${answer.advice}` : "";
        fail(answer.problem ? answer.problem + more : "This could not be saved. Copy your text before you leave.");
      } else {
        await this.retry(response);
      }
    }
    async retry(response) {
      const since = lastSaved ? ` Last saved ${lastSaved}.` : "";
      const turnedAway = response && [400, 401].includes(response.status);
      if (turnedAway && !this.tokenIsFresh && (await freshToken())) {
        this.tokenIsFresh = true;
        this.send();
        return;
      }
      if (turnedAway && !this.tokenIsFresh) {
        fail(`You are signed out. Your text is still on this page. Sign in in a new tab.${since}`, true);
      } else {
        fail(`We could not save your last change. It is still on this page. Trying again.${since}`);
      }
      this.tries += 1;
      const wait = Math.min(30000, 1000 * 2 ** this.tries) * (0.7 + Math.random() * 0.6);
      this.timer = setTimeout(() => this.send(), wait);
    }
    conflict(answer) {
      this.blocked = true;
      const box = document.createElement("div");
      box.className = "note warning";
      box.setAttribute("role", "alert");
      box.append(paragraph("Changed on another device in the meantime. Nothing is lost: choose what to keep."));
      box.append(paragraph("Saved there: " + describe(answer.theirs)));
      const choices = document.createElement("div");
      choices.className = "row";
      const settle = (value) => {
        if (value) this.write(value);
        this.version = answer.version;
        this.saved = "";
        this.blocked = false;
        box.remove();
        this.send();
      };
      choices.append(button("Keep mine", () => settle(null)));
      choices.append(button("Keep the other", () => settle(answer.theirs)));
      if (typeof answer.theirs.text === "string") {
        choices.append(button("Keep both", () =>
          settle({ ...answer.theirs, text: `${answer.theirs.text}\n${this.read().text}`.trim() })));
      }
      box.append(choices);
      this.element.append(box);
      fail("Changed on another device: compare below.");
      box.scrollIntoView({ block: "nearest" });
    }
  }

  const items = [];
  for (const element of kit.querySelectorAll("[data-note]")) {
    const text = element.querySelector("textarea");
    const probes = [...element.querySelectorAll("[data-probe]")];
    const item = new Item(
      element,
      () => ({
        kind: "note",
        competency: element.dataset.competency,
        question: element.dataset.question,
        text: text.value,
        probes: probes.filter((box) => box.checked).map((box) => Number(box.dataset.probe)),
      }),
      (value) => {
        text.value = value.text;
        for (const box of probes) box.checked = value.probes.includes(Number(box.dataset.probe));
      },
    );
    items.push(item);
    text.addEventListener("input", () => item.touch(TYPING_PAUSE));
    text.addEventListener("blur", () => item.send());
    for (const box of probes) box.addEventListener("change", () => item.touch(0));
  }
  for (const element of kit.querySelectorAll("[data-rating]")) {
    const competency = element.dataset.rating;
    const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";
    const choose = (name, value) => {
      for (const radio of form.querySelectorAll(`input[name="${name}"]`)) radio.checked = radio.value === value;
    };
    const item = new Item(
      element,
      () => {
        const rating = chosen(`r-${competency}`);
        return {
          kind: "rating",
          competency,
          level: /^[1-5]$/.test(rating) ? Number(rating) : null,
          not_asked: rating === "not-asked",
          confidence: chosen(`c-${competency}`) || null,
        };
      },
      (value) => {
        choose(`r-${competency}`, value.not_asked ? "not-asked" : String(value.level ?? ""));
        choose(`c-${competency}`, value.confidence ?? "");
      },
    );
    items.push(item);
    element.addEventListener("change", () => item.touch(0));
    element.querySelector("button[name=clear]").addEventListener("click", (event) => {
      event.preventDefault();
      item.write({ not_asked: false, level: null, confidence: null });
      item.touch(0);
    });
    // Numbers rate only while the scale has the focus, so that they can be typed elsewhere.
    element.addEventListener("keydown", (event) => {
      if (!/^[1-5]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target.name !== `r-${competency}`) return;
      const radio = document.getElementById(`r-${competency}-${event.key}`);
      radio.checked = true;
      radio.focus();
      event.preventDefault();
      item.touch(0);
    });
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key === "s") {
      event.preventDefault();
      saveAll();
    } else if (event.key === "Enter") {
      event.preventDefault();
      next(event.shiftKey ? -1 : 1);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (items.some((item) => item.isDirty)) event.preventDefault();
  });
  // Leaving the page may be the last chance to save; coming back may be the first after
  // signing in again in another tab.
  document.addEventListener("visibilitychange", saveAll);
  window.addEventListener("focus", saveAll);
  window.addEventListener("online", saveAll);
  // The form itself is the way without script; it must not be held back by the warning above.
  form.addEventListener("submit", () => {
    for (const item of items) {
      clearTimeout(item.timer);
      item.saved = JSON.stringify(item.read());
    }
  });

  function saveAll() {
    for (const item of items) item.send();
    if (!items.some((item) => item.isDirty) && lastSaved) show(`Saved ${lastSaved}`);
  }
  // From note to note and scale to scale; a press on Back or Next has taken the focus away
  // from where one was, so that is remembered.
  let latest = null;
  kit.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, input")) latest = event.target;
  });
  function next(step) {
    const stops = [...kit.querySelectorAll("[data-note] textarea, [data-rating] input[type=radio]:first-of-type")]
      .filter((element, index, all) => element.tagName === "TEXTAREA" || all.findIndex((other) => other.name === element.name) === index);
    const here = stops.findIndex((stop) => stop === latest || stop.name === latest?.name);
    stops[Math.min(Math.max(here + step, 0), stops.length - 1)]?.focus();
  }
  function mark() {
    for (const sign of kit.querySelectorAll("[data-state]")) {
      const id = sign.dataset.state;
      const rated = form.querySelector(`input[name="r-${id}"]:checked`);
      const noted = items.some((item) => item.read().competency === id && item.read().text);
      sign.textContent = rated ? "● rated" : noted ? "◐ notes" : "○ open";
    }
  }
  async function freshToken() {
    try {
      const page = await fetch(location.pathname, { redirect: "error" });
      const found = (await page.text()).match(/name="csrf_token"[^>]*value="([^"]+)"/);
      if (found) token = form.elements.csrf_token.value = found[1];
      return Boolean(found);
    } catch { return false; }
  }
  function show(words) { state.textContent = words; }
  function fail(words, withLink = false) {
    show(lastSaved ? `Not saved (last saved ${lastSaved})` : "Not saved");
    if (problem.firstChild?.data === words) return; // a link being pressed just now stays itself
    problem.textContent = words;
    if (withLink) {
      const link = document.createElement("a");
      link.href = "/login";
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "Sign in";
      problem.append(" ", link);
    }
  }
  function describe(theirs) {
    if (typeof theirs.text === "string") return theirs.text || "(empty)";
    if (theirs.not_asked) return "Not asked";
    return theirs.level ? `level ${theirs.level}` : "no rating";
  }
  function paragraph(words) {
    const element = document.createElement("p");
    element.textContent = words;
    return element;
  }
  function button(label, action) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "second small-button";
    element.textContent = label;
    element.addEventListener("click", action);
    return element;
  }
  // How far into the planned time the interview is; counted, never forced.
  const elapsed = document.getElementById("elapsed");
  const tick = () => {
    const minutes = Math.floor((Date.now() - Date.parse(elapsed.dataset.start)) / 60000);
    const planned = Number(elapsed.dataset.minutes);
    elapsed.textContent = minutes >= 0 && minutes <= planned * 2 ? `Minute ${minutes} of ${planned}` : "";
  };
  tick();
  setInterval(tick, 30000);

  // On a phone the bar at the bottom leads from question to question.
  const bar = kit.querySelector(".kit-bar");
  for (const [label, step] of [["Back", -1], ["Next", 1]]) {
    const move = button(label, () => next(step));
    move.classList.add("phone-only");
    step < 0 ? bar.prepend(move) : bar.append(move);
  }
  show("Saves while you type.");
  mark();
})();
