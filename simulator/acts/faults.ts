import { faultKinds, type Fault, type FaultKind } from "../faults.ts";
import { findApp, findPage, findPerson } from "../find.ts";
import { ControlProblem, type Fields } from "../problem.ts";
import type { Part } from "../stage.ts";
import type { ControlAct } from "./act.ts";

const aim = {
  "person?": "handle, e-mail, id or name",
  "page?": "handle, id or name",
  "times?": "only for the next so many calls",
};

const isKind = (text: string): text is FaultKind => (faultKinds as readonly string[]).includes(text);

/** Switches. */
export const faultActs: Record<string, ControlAct> = {
  fault: {
    about: "Switches a fault on.",
    fields: {
      kind: faultKinds.join(", "),
      ...aim,
      "app?": "id or name",
      "host?": "host name",
      "method?": "GET, POST, …",
      "path?": "part of the path",
      "delayMs?": "for slow",
      "waitMinutes?": "for rate_limited",
      "scope?": "for scope_withdrawn",
    },
    run(part, fields) {
      const kind = fields.text("kind");
      if (!isKind(kind)) throw new ControlProblem(`"kind" must be one of ${faultKinds.join(", ")}.`);
      const fault = readFault(part, kind, fields);
      part.faults.push(fault);
      return fault;
    },
  },
  outage: {
    about: "The network is down for everybody, or up again.",
    fields: { on: "true or false" },
    run: (part, fields) => turn(part, "outage", fields),
  },
  "rate-limit": {
    about: "The network refuses calls for coming too often.",
    fields: { on: "true or false", ...aim, "waitMinutes?": "how long it asks to wait" },
    run: (part, fields) => turn(part, "rate_limited", fields),
  },
  slow: {
    about: "Answers come late.",
    fields: { on: "true or false", ...aim, "path?": "part of the path", "delayMs?": "how late" },
    run: (part, fields) => turn(part, "slow", fields),
  },
  usage: {
    about: "The network tells how much of the call quota is used up.",
    fields: { "percent?": "0–100; left out: it says nothing" },
    run(part, fields) {
      const percent = fields.maybeNumber("percent");
      if (percent !== null && (percent < 0 || percent > 100))
        throw new ControlProblem(`"percent" must lie between 0 and 100.`);
      part.play.state.usage = percent;
    },
  },
  "clear-faults": {
    about: "Switches faults off: one by id, all of a kind, or all.",
    fields: { "id?": "id of a fault", "kind?": "kind of fault" },
    run(part, fields) {
      const id = fields.maybeText("id");
      const kind = fields.maybeText("kind");
      if (kind !== null && !isKind(kind)) throw new ControlProblem(`No fault "${kind}" exists.`);
      if (id !== null && !part.faults.some((one) => one.id === id))
        throw new ControlProblem(`No fault has the id "${id}".`);
      return switchOff(part, (one) => (id === null || one.id === id) && (kind === null || one.kind === kind));
    },
  },
};

function turn(part: Part, kind: FaultKind, fields: Fields): unknown {
  const on = fields.maybeFlag("on");
  if (on === null) throw new ControlProblem(`"on" must be true or false.`);
  const fault = readFault(part, kind, fields);
  switchOff(part, (one) => one.kind === kind);
  if (!on) return undefined;
  part.faults.push(fault);
  return fault;
}

function switchOff(part: Part, match: (fault: Fault) => boolean): { cleared: number } {
  const kept = part.faults.filter((one) => !match(one));
  const cleared = part.faults.length - kept.length;
  part.faults.splice(0, Infinity, ...kept);
  return { cleared };
}

function readFault(part: Part, kind: FaultKind, fields: Fields): Fault {
  const person = fields.maybeText("person");
  const page = fields.maybeText("page");
  const app = fields.maybeText("app");
  const times = fields.maybeNumber("times");
  const delayMs = fields.maybeNumber("delayMs");
  if (times !== null && (!Number.isInteger(times) || times < 1))
    throw new ControlProblem(`"times" must be a whole number from 1.`);
  if (delayMs !== null && (delayMs < 0 || delayMs > 600_000))
    throw new ControlProblem(`"delayMs" must lie between 0 and 600000.`);
  return {
    id: part.play.secret(8),
    kind,
    person: person === null ? null : findPerson(part.play, person).id,
    page: page === null ? null : findPage(part.play, page).id,
    app: app === null ? null : findApp(part.play, app).id,
    host: fields.maybeText("host"),
    method: fields.maybeText("method"),
    path: fields.maybeText("path"),
    remaining: times,
    delayMs,
    waitMinutes: fields.maybeNumber("waitMinutes"),
    scope: fields.maybeText("scope"),
  };
}
