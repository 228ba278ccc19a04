import { z } from "zod";
import type { World } from "../world.ts";
import { runOnce } from "./idempotency.ts";
import { parseInput, type RawInput } from "./parse.ts";
import type { Caller, Media, Reply, Route, RouteRequest } from "./route.ts";

export type HttpWorld = Pick<World, "config" | "db" | "clock" | "random" | "log">;

export interface Incoming extends RawInput {
  readonly caller: Caller | null;
  readonly request: RouteRequest;
}

/** Parses, runs once, and answers. The caller has been admitted already. */
export async function answerRoute<W extends HttpWorld>(world: W, route: Route<W>, incoming: Incoming): Promise<Reply> {
  const { caller, request } = incoming;
  const input = { ...parseInput(route, incoming), caller, request };
  const run = () => route.run(world, input);
  return route.idempotent ? runOnce(world, { method: route.method, path: request.path, input, run }) : run();
}

/** The same where it takes no waiting; undefined: it does. */
export function answerNow<W extends HttpWorld>(world: W, route: Route<W>, incoming: Incoming): Reply | undefined {
  const { caller, request } = incoming;
  return route.runNow?.(world, { ...parseInput(route, incoming), caller, request });
}

export const isMedia = (answer: unknown): answer is Media =>
  typeof answer === "object" && answer !== null && "media" in answer;

/** Throws when a route answers otherwise than it declares. Tests turn it on; in production it would cost and help nobody. */
export function checkReply(route: Pick<Route, "method" | "path" | "answers">, reply: Reply): void {
  const answer = route.answers[reply.status];
  const name = `${route.method} ${route.path}`;
  if (answer === undefined) throw new Error(`${name} answered ${reply.status}, which it does not declare`);
  if (answer === null || isMedia(answer)) return;
  const sent: unknown = JSON.parse(JSON.stringify(reply.body));
  const result = answer.safeParse(sent);
  if (!result.success)
    throw new Error(`${name} answered ${reply.status} with another shape:\n${z.prettifyError(result.error)}`);
}
