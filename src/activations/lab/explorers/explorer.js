// Moves what matplotlib drew. Every value of an activation is looked up in a
// table that Python computed. What is added here: w x + b, the factors w and
// v, sums of neurons and their error, the tangent, and interpolation.
{
const SHARPNESS = 200; // points of a curve
const TOUCH_SLOP = 8; // pixels that a finger may move in a tap

// The site says in the script's tag that a page's address can be linked to.
// That of a notebook in Jupyter is Jupyter's own.
const linked = document.currentScript?.hasAttribute("data-linked");

// Colours that matplotlib has drawn in, and what they are on the page:
// explorer.css says what the names stand for.
const COLOURS = {
  "#333333": "currentColor",
  "#fefefe": "Canvas",
  "#0072b2": "var(--explorer-blue)",
  "#d55e00": "var(--explorer-orange)",
  "#009e73": "var(--explorer-green)",
  "#cc79a7": "var(--explorer-pink)",
  "#56b4e9": "var(--explorer-sky)",
  "#b2b2b2": "var(--explorer-grey)",
};

// A number as the page prints it, with a minus sign and no "−0".
const shown = (value, digits) => {
  const text = Number(value).toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
};

// A name as an address has it, where a comma parts one slider from the next.
const written = name => name.replaceAll(",", "");

// f and f' at t, from the piece around t: a sum of Chebyshev polynomials.
const lookUp = ({edges, pieces, breaks}, t) => {
  const exact = breaks.find(([t0]) => Math.abs(t0 - t) < 1e-12);
  if (exact) return exact.slice(1);
  let low = 0, high = pieces.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle] <= t) low = middle; else high = middle;
  }
  const width = edges[low + 1] - edges[low], u = 2 * (t - edges[low]) / width - 1;
  // The polynomial of each degree, and its slope, from the two before it.
  let before = [0, 0], now = [1, 0], f = 0, slope = 0;
  pieces[low].forEach((coefficient, degree) => {
    f += coefficient * now[0];
    slope += coefficient * now[1];
    const factor = degree ? 2 : 1;
    [before, now] = [now, [
      factor * u * now[0] - before[0],
      factor * (now[0] + u * now[1]) - before[1],
    ]];
  });
  return [f, 2 * slope / width];
};

// Numbers from the steps between them; null, where there is none, stays.
const unpack = steps => {
  let at = 0;
  return steps.map(step => step === null ? null : at += step);
};

class Explorer extends HTMLElement {
  connectedCallback() {
    if (this.data) return; // it was only moved within the document
    const data = this.querySelector('script[type="application/json"]');
    if (!data) { // the element is known already, and not read to its end yet
      const again = () => this.connectedCallback();
      document.addEventListener("DOMContentLoaded", again, {once: true});
      return;
    }
    this.data = JSON.parse(data.textContent);
    const all = [...document.querySelectorAll("activation-explorer")];
    if (linked) this.id = `explorer-${all.indexOf(this) + 1}`;
    this.addDrawing();
    this.addControls();
    this.arrive();
    // A browser that comes back to a page puts the sliders where they were,
    // but not before the page has loaded.
    addEventListener("pageshow", () => this.arrive(), {once: true});
  }

  // What the address says of the sliders wins over where the browser puts
  // them, but not over a reader who is quicker than the page.
  arrive() {
    if (linked && !this.used) this.readAddress();
    this.update();
  }

  use() {
    this.used = true;
    this.update();
  }

  // The still picture again, but inline: its lines can be moved, and its
  // text follows the colour of the page.
  addDrawing() {
    // A saved or copied page may hold what an earlier script has added.
    this.querySelectorAll("figure > :not(img, .caption)").forEach(old => old.remove());
    const still = this.querySelector("img");
    const bytes = Uint8Array.from(atob(still.src.split(",")[1]), c => c.charCodeAt(0));
    Explorer.count = (Explorer.count ?? 0) + 1; // no id twice in a document
    this.stem = `explorer-${Explorer.count}-`;
    const svg = new TextDecoder().decode(bytes)
      .replace(/(id="|url\(#|href="#)/g, `$1${this.stem}`)
      .replace(/#[0-9a-f]{6}\b/g, colour => COLOURS[colour] ?? colour);
    still.insertAdjacentHTML("afterend", svg);
    this.svg = still.nextElementSibling;
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("aria-label", `At the start: ${still.alt}`);
    still.hidden = true;
    if (this.data.pointed) this.addPointer();
  }

  // A tap or a click reads a value, and where the data say so a mouse that
  // passes, or a finger that moves sideways. One that moves up or down
  // scrolls the page, and must change nothing on its way.
  addPointer() {
    let start, sideways;
    this.svg.addEventListener("click", event => this.point(event));
    if (!this.data.follows) return;
    this.svg.addEventListener("pointerdown", event => {
      start = event;
      sideways = false;
    });
    this.svg.addEventListener("pointermove", event => {
      const across = Math.abs(event.clientX - start?.clientX);
      const along = Math.abs(event.clientY - start?.clientY);
      sideways ||= across > TOUCH_SLOP && across > along;
      if (sideways || event.pointerType === "mouse") this.point(event);
    });
  }

  addControls() {
    this.readout = document.createElement("p");
    const controls = document.createElement("div");
    this.inputs = {};
    for (const {key, label, names, digits, unit, ...range} of this.data.sliders) {
      const row = document.createElement("label");
      row.innerHTML = '<span></span><input type="range"><span aria-hidden="true"></span>';
      const [name, input, output] = row.children;
      name.textContent = label;
      Object.entries(range).forEach(pair => input.setAttribute(...pair));
      input.addEventListener("input", () => this.use());
      // A finger that lands on a slider moves it, even to scroll the page.
      let before;
      input.addEventListener("pointerdown", () => { before = input.value; });
      input.addEventListener("pointercancel", () => {
        input.value = before;
        this.use();
      });
      // It begins at a value, and its thumb at the nearest step.
      const start = input.value;
      const get = () => input.value === start ? range.value : Number(input.value);
      const text = () => names ? names[input.value] : shown(input.value, digits);
      this.inputs[key] = {row, unit, names, input, output, start, get, text};
      controls.append(row);
    }
    controls.append(this.button("Reset", () => this.reset()));
    if (linked) {
      this.status = document.createElement("span");
      this.status.setAttribute("role", "status");
      controls.append(this.button("Link to this state", () => this.link()), this.status);
    }
    this.svg.after(this.readout, controls);
  }

  button(text, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", action);
    return button;
  }

  reset() {
    for (const {input, start} of Object.values(this.inputs)) input.value = start;
    this.use();
  }

  update() {
    const said = this[this.data.kind]();
    this.readout.textContent = said;
    if (this.status) this.status.textContent = "";
    for (const [key, {row, unit, input, output, text}] of Object.entries(this.inputs)) {
      row.hidden = unit !== undefined && unit !== this.get("unit");
      output.textContent = text();
      // What is said of x begins with its value.
      const value = said.startsWith(`${key} = `) ? said : `${text()}; ${said}`;
      input.setAttribute("aria-valuetext", value);
    }
  }

  get(key) {
    return this.inputs[key]?.get() ?? 0;
  }

  // ---- the address: ?explorer-1=w:0.5,b:1#explorer-1 ----

  // A slider that it does not name begins where it always does, and so does
  // one of which it says what cannot be.
  readAddress() {
    const said = new URLSearchParams(location.search).get(this.id);
    if (said === null) return;
    const state = new Map(said.split(",").map(pair => pair.split(":")));
    for (const [key, {names, input, start}] of Object.entries(this.inputs)) {
      const value = names
        ? String(names.map(written).indexOf(state.get(key))) : state.get(key);
      input.value = value; // the browser makes a possible value of any
      if (input.value !== value) input.value = start;
    }
  }

  async link() {
    const state = Object.entries(this.inputs)
      .filter(([, {input, start}]) => input.value !== start)
      .map(([key, {names, input}]) => `${key}:${names ? written(names[input.value]) : input.value}`);
    const address = new URL(location);
    address.searchParams.set(this.id, state.join(","));
    // Both may stand in an address as they are, and are easier to read.
    address.search = address.search.replaceAll("%3A", ":").replaceAll("%2C", ",");
    address.hash = this.id;
    history.replaceState(history.state, "", address);
    const copied = await navigator.clipboard?.writeText(address.href).then(() => true, () => false);
    this.status.textContent = copied
      ? "Copied: the address of this page now leads here."
      : "The address of this page now leads here: copy it from there.";
  }

  // The slider that x is read from follows the pointer.
  point(event) {
    const box = this.svg.getBoundingClientRect(), [low, high] = this.data.span;
    const at = (event.clientX - box.left) / box.width * this.svg.viewBox.baseVal.width;
    const x = this.data.panels.map(([scale, shift]) => (at - shift) / scale)
      .find(x => low <= x && x <= high);
    if (x === undefined) return;
    this.inputs[this.data.pointed].input.value = x;
    this.use();
  }

  // ---- moving the parts of the drawing ----

  drawn(name, kind, number = 0) {
    return this.svg.querySelectorAll(`#${this.stem}${name} ${kind}`)[number];
  }

  line(name, panel, points) {
    const [xScale, xShift, yScale, yShift] = this.data.panels[panel];
    const place = ([x, y], i) => (i && points[i - 1] ? "L" : "M") +
      `${(xScale * x + xShift).toFixed(2)} ${(yScale * y + yShift).toFixed(2)}`;
    const path = points.map((point, i) => point ? place(point, i) : "").join("");
    this.drawn(name, "path").setAttribute("d", path);
  }

  dot(name, panel, point, number) {
    const [xScale, xShift, yScale, yShift] = this.data.panels[panel];
    const dot = this.drawn(name, "use", number);
    dot.style.visibility = point ? "" : "hidden";
    if (!point) return;
    dot.setAttribute("x", xScale * point[0] + xShift);
    dot.setAttribute("y", yScale * point[1] + yShift);
  }

  // A shape filled with a blue that changes along a line, from its first to
  // its second point: stops are the places on it, and how opaque they are.
  shade(name, points, stops) {
    const [xScale, xShift, yScale, yShift] = this.data.panels[0], id = `${this.stem}shade`;
    let gradient = this.svg.querySelector(`#${id}`);
    if (!gradient) { // the strips of the still picture give way to it
      this.svg.querySelectorAll(`[id^=${this.stem}strip-]`).forEach(strip => strip.remove());
      this.svg.insertAdjacentHTML("afterbegin",
        `<linearGradient id="${id}" gradientUnits="userSpaceOnUse"></linearGradient>`);
      gradient = this.svg.firstChild;
      this.drawn(name, "path").style.fill = `url(#${id})`;
    }
    points.forEach(([x, y], i) => {
      gradient.setAttribute(`x${i + 1}`, xScale * x + xShift);
      gradient.setAttribute(`y${i + 1}`, yScale * y + yShift);
    });
    gradient.innerHTML = stops.map(([place, opacity]) =>
      `<stop offset="${place}" stop-color="var(--explorer-blue)" stop-opacity="${opacity}"/>`).join("");
  }

  // Places from low to high, with a null at each break, where a jump may be.
  samples(low, high, breaks) {
    const places = [];
    const inside = breaks.filter(x => low < x && x < high).sort((p, q) => p - q);
    [...inside, high].reduce((start, end) => {
      if (end - start < 3e-9) return end; // two breaks in one place
      const from = start + 1e-9, width = end - 1e-9 - from;
      const steps = Math.max(1, Math.ceil(width / (high - low) * SHARPNESS));
      for (let i = 0; i <= steps; i++) places.push(from + width * i / steps);
      places.push(null);
      return end;
    }, low);
    return places;
  }

  // Points of y over the whole span, with a gap wherever y may jump.
  curve(y, breaks) {
    return this.samples(...this.data.span, breaks).map(x => x === null ? null : [x, y(x)]);
  }

  // ---- what is explored: each returns the sentence that is read out ----

  neuron() {
    const table = this.data.tables[this.get("parameter")], {reach} = this.data;
    const w = this.get("w"), b = this.get("b"), x = this.get("x");
    const at = x => lookUp(table, w * x + b);
    const breaks = w ? table.breaks.map(([t]) => (t - b) / w) : [];
    this.line("f", 0, this.curve(x => at(x)[0], breaks));
    this.line("slope", 1, this.curve(x => w * at(x)[1], breaks));
    for (const name of this.data.ends) {
      const end = w !== 0 && table.ends[name], [panel] = name;
      const factor = panel === "0" ? 1 : w;
      this.dot(`end-${name}`, panel, end && [(end[0] - b) / w, factor * end[1]]);
    }
    const [f, d] = at(x), slope = w * d;
    this.line("tangent", 0, [-reach, reach].map(dx => [x + dx, f + slope * dx]));
    this.dot("value", 0, [x, f]);
    this.dot("slope-value", 1, [x, slope]);
    const sum = shown(w * x + b, 3);
    return `x = ${shown(x, 2)}: f(wx + b) = f(${sum}) = ${shown(f, 4)}, ` +
      `slope w·f′(${sum}) = ${shown(slope, 4)}`;
  }

  shares() {
    const {classes, most, step} = this.data, table = this.data.tables[this.get("temperature")];
    const picked = this.get("class");
    const scores = classes.map(name => this.get(name));
    // A shift of all scores changes nothing: tables need only differences.
    const find = (kind, i, j, k) => {
      const [row, column] = [j, k].map(n => Math.round((scores[n] - scores[i]) / step));
      const entries = unpack(table[kind][row + most]);
      return entries[column - Math.max(-most, row - most)] / 1e4;
    };
    const others = i => [0, 1, 2].filter(n => n !== i);
    const shares = scores.map((_, i) => find("share", i, ...others(i)));
    const slopes = scores.map((_, i) => i === picked
      ? find("own", i, ...others(i))
      : find("other", i, picked, 3 - i - picked));
    [scores, shares, slopes].forEach((values, panel) => values.forEach((y, i) => {
      const corners = [[i - 0.35, 0], [i + 0.35, 0], [i + 0.35, y], [i - 0.35, y], [i - 0.35, 0]];
      this.line(`bar-${panel}-${i}`, panel, corners);
      this.drawn(`bar-${panel}-${i}`, "path").style.fillOpacity = i === picked ? 1 : 0.7;
    }));
    this.drawn("title-2", "text").textContent = `as ${classes[picked]} grows`;
    const list = values => values.map((y, i) => `${classes[i]} ${shown(y, 4)}`).join(", ");
    return `Shares: ${list(shares)}. Slopes when ${classes[picked]}’s score grows: ${list(slopes)}`;
  }

  plane() {
    const {ends, corners, strongest} = this.data;
    const parameter = this.get("parameter"), table = this.data.tables[parameter];
    const wanted = this.data.wanted[this.get("wanted")], {names} = this.inputs.wanted;
    const [w1, w2, b] = ["w1", "w2", "b"].map(key => this.get(key));
    const sum = ([x1, x2]) => w1 * x1 + w2 * x2 + b;
    const size = w1 * w1 + w2 * w2;
    // Where the straight line on which the sum is s comes closest to 0.
    const foot = s => [w1, w2].map(w => w * (s - b) / size);

    // The answer changes across such lines only, so a gradient can show it.
    const sums = ends.flatMap(x1 => ends.map(x2 => sum([x1, x2]))).sort((p, q) => p - q);
    const low = sums[0], high = sums.at(-1);
    const shade = s => [(s - low) / (high - low || 1), strongest * lookUp(table, s)[0]];
    const stops = size ? this.samples(low, high, table.breaks.map(([t]) => t)).filter(s => s !== null).map(shade)
      : [shade(b)];
    this.shade("ground", size ? [low, high].map(foot) : [[0, 0], [1, 1]], stops);

    const halves = this.data.halves[parameter];
    for (let i = 0; this.drawn(`half-${i}`, "path"); i++) {
      const at = size && i < halves.length ? foot(halves[i]) : null;
      this.line(`half-${i}`, 0, at ? [-9, 9].map(far =>
        [at[0] + far * w2 / size, at[1] - far * w1 / size]) : []);
    }
    const answers = corners.map(corner => lookUp(table, sum(corner))[0]);
    // What is shown decides: 0.5000 is not above 1/2.
    const right = answers.map((f, i) => (Number(f.toFixed(4)) > 0.5) === (wanted[i] > 0.5));
    answers.forEach((f, i) => {
      this.drawn(`corner-${i}`, "use").style.fill = wanted[i] ? "currentColor" : "Canvas";
      this.drawn(`answer-${i}`, "text").textContent = shown(f, 2) + (right[i] ? "" : " wrong");
    });
    const list = corners.map((corner, i) => `${shown(answers[i], 4)} at (${corner.join(", ")})`);
    return `Answers: ${list.join(", ")}. ${right.filter(Boolean).length} of ` +
      `${corners.length} are right for ${names[this.get("wanted")]}.`;
  }

  frames() {
    const {sliders, moved, arrays, moves, said} = this.data;
    const state = sliders.reduce((n, {key, names}) => n * names.length + this.get(key), 0);
    const places = moves[state].map(number => unpack(arrays[number]));
    moved.forEach((name, i) => {
      const [xs, ys] = places.slice(2 * i);
      const points = xs.map((x, n) => x === null || ys[n] === null ? null : [x, ys[n]]);
      if (this.drawn(name, "use")) points.forEach((point, n) => this.dot(name, 0, point, n));
      else this.line(name, 0, points);
    });
    return said[state];
  }

  sum() {
    const {x, wanted, straight} = this.data, table = this.data.tables[this.get("parameter")];
    const units = Array.from({length: this.data.units}, (_, i) =>
      ({w: this.get(`w${i + 1}`), b: this.get(`b${i + 1}`), v: this.get(`v${i + 1}`)}));
    const chosen = units[this.get("unit")];
    const part = ({w, b, v}) => x => v * lookUp(table, w * x + b)[0];
    const total = x => units.reduce((sum, unit) => sum + part(unit)(x), 0);
    const breaks = ({w, b}) => w ? table.breaks.map(([t]) => (t - b) / w) : [];
    units.forEach((each, i) => {
      this.line(`unit-${i}`, 0, this.curve(part(each), breaks(each)));
      this.drawn(`unit-${i}`, "path").style.strokeWidth = each === chosen ? 2.5 : 1;
    });
    this.line("total", 0, this.curve(total, units.flatMap(breaks)));
    const error = x.reduce((sum, x, i) => sum + (total(x) - wanted[i]) ** 2, 0) / x.length;
    return `Mean squared error ${shown(error, 4)}; the best straight line has ${shown(straight, 4)}`;
  }
}

customElements.get("activation-explorer") ?? customElements.define("activation-explorer", Explorer);
}
