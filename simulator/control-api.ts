import type { Socket } from "node:net";
import { acts } from "./acts.ts";
import { clearPart } from "./acts/life.ts";
import { json, page, type Answer } from "./answer.ts";
import type { CallFilter } from "./call-log.ts";
import { controlPage } from "./control-page.ts";
import { ControlProblem, readFields } from "./problem.ts";
import { describeStage } from "./state-view.ts";
import type { Stage } from "./stage.ts";
import { BadRequest, parseJson } from "./transport.ts";

/** A request to the control API. */
export interface ControlCall {
  method: string;
  path: string;
  query: URLSearchParams;
  contentType: string;
  body: string;
}

/** What the control API may touch besides the stage. */
export interface Backstage {
  hanging: Map<Socket, string>;
  touch(): void;
}

/** Answers one request to `/control/…`; trouble with the input is status 400 and one sentence. */
export async function answerControl(stage: Stage, backstage: Backstage, call: ControlCall): Promise<Answer> {
  try {
    return await route(stage, backstage, call);
  } catch (problem) {
    if (problem instanceof ControlProblem || problem instanceof BadRequest)
      return json({ error: problem.message }, 400);
    throw problem;
  }
}

function route(stage: Stage, backstage: Backstage, call: ControlCall): Answer | Promise<Answer> {
  const [, , first = "", second = ""] = call.path.split("/");
  const name = `${call.method} ${first}`;
  if (call.path === "/control" && call.method === "GET") return json(describeControl(stage));
  if (call.path === "/control/" && call.method === "GET") return page(controlPage(stage));
  if (name === "GET state") return json(describeStage(stage));
  if (name === "GET log") return json({ calls: stage.log.find(readFilter(call.query)) });
  if (name === "DELETE log") {
    stage.log.clear();
    return json({});
  }
  if (call.method !== "POST") return missing(call);
  if (first === "reset") return resetAll(stage, backstage);
  if (first === "clock") return moveClock(stage, backstage, call);
  return perform(stage, backstage, { call, network: first, act: second });
}

const missing = (call: ControlCall): Answer =>
  json({ error: `${call.method} ${call.path} does not exist; GET /control lists what does.` }, 404);

// JSON only: a page of another site could send a plain form from a visitor's browser.
function readBody(call: ControlCall): unknown {
  if (!call.contentType.startsWith("application/json"))
    throw new ControlProblem("The body must be JSON, with content-type application/json.");
  return call.body.trim() === "" ? {} : parseJson(call.body);
}

async function perform(
  stage: Stage,
  backstage: Backstage,
  wanted: { call: ControlCall; network: string; act: string },
): Promise<Answer> {
  const part = stage.parts.get(wanted.network);
  const act = Object.hasOwn(acts, wanted.act) ? acts[wanted.act] : undefined;
  if (!part || !act) return missing(wanted.call);
  const body = readBody(wanted.call);
  const known = Object.keys(act.fields).map((name) => name.replace("?", ""));
  const fields = readFields(body, wanted.act, known);
  const result = await act.run(part, fields);
  backstage.touch();
  if (wanted.act === "clear-faults" || wanted.act === "reset") letGo(backstage);
  return json(result ?? {});
}

function resetAll(stage: Stage, backstage: Backstage): Answer {
  for (const part of stage.parts.values()) clearPart(part);
  stage.rewind();
  stage.log.clear();
  letGo(backstage);
  backstage.touch();
  return json({});
}

function moveClock(stage: Stage, backstage: Backstage, call: ControlCall): Answer {
  const fields = readFields(readBody(call), "clock", ["leapSeconds"]);
  const seconds = fields.maybeNumber("leapSeconds");
  if (seconds === null) throw new ControlProblem(`clock: "leapSeconds" is missing.`);
  stage.leap(seconds);
  backstage.touch();
  return json({ now: new Date(stage.now()).toISOString() });
}

function letGo(backstage: Backstage): void {
  for (const socket of backstage.hanging.keys()) socket.destroy();
}

function readFilter(query: URLSearchParams): CallFilter {
  const filter: CallFilter = {};
  const params: Record<string, string> = {};
  for (const [name, value] of query) {
    if (name.startsWith("params.")) params[name.slice("params.".length)] = value;
    else if (name === "status" || name === "after") filter[name] = readNumber(name, value);
    else if (isTextCondition(name)) filter[name] = value;
    else throw new ControlProblem(`log: "${name}" is no condition.`);
  }
  return Object.keys(params).length > 0 ? { ...filter, params } : filter;
}

const textConditions = ["network", "host", "method", "path", "person", "page"] as const;
const isTextCondition = (name: string): name is (typeof textConditions)[number] =>
  (textConditions as readonly string[]).includes(name);

function readNumber(name: string, value: string): number {
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  throw new ControlProblem(`log: "${name}" must be a number.`);
}

const describeControl = (stage: Stage): unknown => ({
  about: "The simulator's control API. Bodies and answers are JSON; trouble with the input is 400.",
  networks: [...stage.parts.values()].map(({ network }) => ({
    id: network.id,
    hosts: network.hosts,
    roles: network.roles,
  })),
  everywhere: {
    "GET /control/state": "people, apps, pages, consents, tokens (values left out), faults, clock",
    "GET /control/log": `calls that came in; conditions: ${textConditions.join(", ")}, status, after, params.<name>`,
    "DELETE /control/log": "forgets the calls",
    "POST /control/reset": "forgets everything, clock included",
    "POST /control/clock": { leapSeconds: "how far the clock leaps" },
  },
  perNetwork: Object.fromEntries(
    Object.entries(acts).map(([name, { about, fields }]) => [`POST /control/{network}/${name}`, { about, fields }]),
  ),
});
