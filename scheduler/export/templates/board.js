"use strict";
(() => {
  const $ = (css, from = document) => from.querySelector(css);
  const $$ = (css, from = document) => [...from.querySelectorAll(css)];
  const make = (tag, text, name) => {
    const found = document.createElement(tag);
    if (text) found.textContent = text;
    if (name) found.className = name;
    return found;
  };
  const byHash = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
  };
  const setHash = (text) => {
    const bare = location.href.split("#")[0];
    history.replaceState(null, "", text ? `${bare}#${text}` : bare);
  };
  const phone = matchMedia("(max-width: 860px)");

  // --- the night -----------------------------------------------------------------
  const shown = $$(".night");
  const choose = (day) => {
    if (!shown.some((n) => n.dataset.day === day)) return false;
    for (const night of shown) night.classList.toggle("on", night.dataset.day === day);
    for (const frame of $$(".frame")) frame.classList.toggle("on", frame.dataset.night === day);
    for (const link of $$(".strip thead a")) {
      if (link.hash === `#n-${day}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    return true;
  };
  // The night that is, or comes next, on the reader's clock in the roster's time zone.
  const tonight = () => {
    const say = new Intl.DateTimeFormat("en-CA", { timeZone: document.body.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23" });
    const part = Object.fromEntries(say.formatToParts(new Date()).map((p) => [p.type, p.value]));
    const day = new Date(`${part.year}-${part.month}-${part.day}T12:00:00Z`);
    if (Number(part.hour) < Number(document.body.dataset.until)) day.setUTCDate(day.getUTCDate() - 1);
    return day.toISOString().slice(0, 10);
  };
  const today = tonight();
  for (const night of shown) {
    if (night.dataset.day === today) {
      const name = $(".name", night);
      name.textContent = name.dataset.tonight;
    }
  }
  choose(today);

  // --- an officer's week, or the missions of a day -----------------------------------
  const card = $("#card"), body = $(".body", card), heads = $$(".grid thead .day");
  const missionsOf = (officer, index) => {
    const day = heads[index].dataset.day, last = index === heads.length - 1;
    const boxes = $$(".daybox").filter((b) => b.id === `m-${day}` || (last && b.id > `m-${day}`));
    const own = (row) => $$(".crew a", row).some((a) => a.hash === `#o-${officer}`);
    const when = (row) => $(".when", row).textContent;
    return boxes.flatMap((b) => $$("tr[id]", b).filter(own).sort((a, c) => when(a).localeCompare(when(c))));
  };
  const open = (officer, only) => {
    const row = document.getElementById(`o-${officer}`);
    if (!row) return;
    $("h2", card).textContent = row.cells[0].textContent;
    body.replaceChildren();
    heads.forEach((head, i) => {
      if (only !== undefined && only !== i) return;
      const box = make("div", "", "day");
      box.append(make("h3", head.textContent), " ", ...[...row.cells[i + 1].childNodes].map((n) => n.cloneNode(true)));
      const missions = missionsOf(officer, i);
      if (missions.length) {
        const list = make("ul");
        for (const mission of missions) {
          const item = make("li");
          const place = $(".place th", mission.parentElement).textContent;
          const link = make("a", `${$(".when", mission).textContent} ${place}`);
          link.href = `#${mission.id}`;
          item.append(link, ` ${$(".title", mission).textContent}`);
          const crew = make("span", "", "crew");
          crew.append(" – ", ...[...$(".crew", mission).childNodes].map((n) => n.cloneNode(true)));
          item.append(crew);
          list.append(item);
        }
        box.append(list);
      }
      body.append(box);
    });
    const foot = make("p");
    if (only === undefined) {
      const sums = make("p", [...row.cells].slice(heads.length + 1).map((c, i) => `${$$(".grid thead th.num")[i].textContent.replace(/\s*\/.*/, "")} ${c.textContent}`).join(" · "), "mute");
      body.append(sums);
      const jump = make("button", body.dataset.row);
      jump.type = "button";
      jump.addEventListener("click", () => { card.close(); row.scrollIntoView({ block: "center" }); $("a", row).focus(); });
      foot.append(jump);
    } else {
      const whole = make("button", body.dataset.week);
      whole.type = "button";
      whole.addEventListener("click", () => { setHash(`o-${officer}`); open(officer); });
      foot.append(whole);
    }
    body.append(foot);
    if (!card.open) card.showModal();
    card.scrollTop = 0;
  };
  card.addEventListener("close", () => { if (byHash().startsWith("o-")) setHash(""); });

  // --- the address ----------------------------------------------------------------
  const reveal = (target) => {
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    if (!target.closest("#decide")) return;
    const all = $("#all-causes"), own = $("details", target);
    if (all) all.checked = true;
    if (own) own.open = true;
  };
  const route = (first) => {
    const name = byHash();
    if (name.startsWith("q=")) { if (first) { input.value = name.slice(2); search(); } return; }
    if (name.startsWith("n-")) { if (choose(name.slice(2)) && first) addEventListener("load", () => setTimeout(() => scrollTo(0, 0))); return; }
    if (name.startsWith("o-")) { open(name.slice(2)); return; }
    if (card.open) card.close();
    const target = name && document.getElementById(name);
    if (target) { reveal(target); target.scrollIntoView(); if (target.tabIndex === -1) target.focus({ preventScroll: true }); }
  };
  addEventListener("hashchange", () => route(false));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const name = decodeURIComponent(link.hash.slice(1));
    if (link.classList.contains("n")) {
      event.preventDefault();
      const cell = link.closest("td"), row = cell.parentElement;
      open(row.id.slice(2), cell.cellIndex - 1);
    } else if (name.startsWith("o-") || name.startsWith("n-")) {
      event.preventDefault();
      hits.hidden = true;
      setHash(name);
      route(false);
    } else {
      hits.hidden = true;
      if (card.open) card.close();
      if (location.hash === link.hash) route(false);
    }
    const menu = $("#contents");
    if (phone.matches && menu.matches(":popover-open")) menu.hidePopover();
  });

  // --- search ----------------------------------------------------------------------
  const find = $(".find"), input = $("input", find), output = $("output", find), hits = $(".hits", find);
  const flat = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let index = null, at = -1;
  const entries = () => {
    if (index) return index;
    index = [];
    for (const row of $$(".grid tr[id]")) {
      const unit = $(".unit span", row.parentElement).textContent;
      index.push({ id: row.id, kind: hits.dataset.people, text: row.cells[0].textContent, all: flat(`${row.cells[0].textContent} ${unit}`) });
    }
    const places = new Set();
    for (const head of $$("#missions .place th")) {
      const first = $("tr[id]", head.closest("tbody"));
      if (!places.has(head.textContent)) index.push({ id: first.id, kind: hits.dataset.place, text: head.textContent, all: flat(head.textContent) });
      places.add(head.textContent);
    }
    for (const row of $$("#shortfalls .lacking")) index.push({ id: row.id, kind: hits.dataset.lack, text: `${$(".title", row).textContent} ${row.cells[1].textContent}`, all: flat(row.cells[0].textContent) });
    for (const box of $$(".daybox")) for (const row of $$("tr[id]", box)) {
      const place = $(".place th", row.parentElement).textContent;
      const text = `${$("h3", box).firstChild.textContent.trim()} ${$(".when", row).textContent} ${$(".title", row).textContent} – ${place}`;
      index.push({ id: row.id, kind: hits.dataset.mission, text, all: flat(`${text} ${$(".code", row).textContent}`) });
    }
    return index;
  };
  const search = () => {
    const words = flat(input.value.trim()).split(/\s+/).filter(Boolean);
    at = -1;
    if (!words.length) { hits.hidden = true; output.textContent = ""; if (byHash().startsWith("q=")) setHash(""); return; }
    const found = entries().filter((e) => words.every((w) => e.all.includes(w)));
    output.textContent = found.length ? output.dataset.found.replace("#", found.length) : output.dataset.none;
    hits.replaceChildren(...found.slice(0, 50).map((e) => {
      const item = make("li"), link = make("a");
      link.href = `#${e.id}`;
      link.append(make("small", e.kind), e.text);
      item.append(link);
      return item;
    }));
    hits.hidden = !found.length;
    setHash(`q=${encodeURIComponent(input.value.trim())}`);
  };
  input.addEventListener("input", search);
  input.addEventListener("focus", () => { hits.hidden = !hits.children.length || !input.value; });
  find.addEventListener("submit", (event) => { event.preventDefault(); if (hits.children.length) $("a", hits).click(); });
  find.addEventListener("keydown", (event) => {
    const links = $$("a", hits);
    if (event.key === "Escape") { hits.hidden = true; input.focus(); }
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || hits.hidden) return;
    event.preventDefault();
    at = Math.max(-1, Math.min(links.length - 1, links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)));
    (links[at] ?? input).focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!find.contains(event.target)) hits.hidden = true;
    const proof = $("#proof");
    if (!proof.contains(event.target)) proof.open = false;
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") $("#proof").open = false; });
  find.hidden = false;

  // --- size and paper --------------------------------------------------------------
  const box = $(".gridbox");
  const fit = () => box.classList.toggle("fits", $("table", box).offsetWidth <= box.clientWidth);
  addEventListener("resize", fit);
  $("#breaks").addEventListener("change", fit);
  fit();
  for (const prints of $$(".prints")) prints.hidden = false;
  for (const button of $$("[data-print]")) button.addEventListener("click", () => {
    document.body.classList.add(`print-${button.dataset.print}`);
    document.getElementById(button.dataset.of ?? "")?.classList.add("alone");
    print();
  });
  addEventListener("afterprint", () => {
    document.body.classList.remove("print-wall", "print-sheets", "print-brief");
    for (const force of $$(".service")) force.classList.remove("alone");
  });
  route(true);
})();
