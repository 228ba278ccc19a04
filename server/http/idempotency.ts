import { createHash } from "node:crypto";
import { AppError } from "#core/app-error.ts";
import type { World } from "../world.ts";
import * as queries from "./queries.ts";
import type { Caller, ParsedInput, Reply } from "./route.ts";

const header = "idempotency-key";
/** After a day the same key means a new request. */
const KEPT_MS = 24 * 3600 * 1000;
/** Longer than any request lasts: what is still unanswered then was left behind by a process that died. */
const LEFT_BEHIND_MS = 5 * 60 * 1000;

type Run = () => Promise<Reply>;
type Ask = Pick<World, "db" | "clock">;

/** Runs the request once per workspace and `Idempotency-Key`; the same request again gets the first one's answer. */
export async function runOnce(
  world: Ask,
  { method, path, input, run }: { method: string; path: string; input: ParsedInput; run: Run },
): Promise<Reply> {
  const key = readKey(input.request.headers);
  if (key === null || input.caller === null) return run();
  const id = { workspaceId: input.caller.workspaceId, key };
  const hash = hashOf([method, path, callerOf(input.caller), input.query, input.body]);
  const now = world.clock.now();
  await queries.forgetAnswers(world.db, new Date(now.getTime() - KEPT_MS));
  if (await queries.claimRequest(world.db, id, { hash, now })) return runAndSave(world, id, run);
  return replay(world, { id, hash, run, now });
}

function readKey(headers: Headers): string | null {
  const key = headers.get(header);
  if (key === null || /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  const errors = [{ path: header, message: "1 to 200 visible ASCII characters" }];
  throw new AppError("invalid_input", "Refused: the header Idempotency-Key.", { errors });
}

/** One person's key must not fetch another person's answer. */
function callerOf({ via, userId }: Caller): string {
  return `${via}:${userId ?? ""}`;
}

function hashOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

async function runAndSave(world: Ask, id: queries.RequestKey, run: Run): Promise<Reply> {
  let reply: Reply;
  try {
    reply = await run();
  } catch (error) {
    await queries.releaseRequest(world.db, id);
    throw error;
  }
  const { status, body, location } = reply;
  await queries.saveAnswer(world.db, id, { status, answer: { body, location } });
  return reply;
}

interface Replay {
  id: queries.RequestKey;
  hash: string;
  run: Run;
  now: Date;
}

async function replay(world: Ask, { id, hash, run, now }: Replay): Promise<Reply> {
  const stored = await queries.findAnswer(world.db, id);
  if (stored && stored.requestHash !== hash) {
    throw new AppError("conflict", "This Idempotency-Key was used for another request.");
  }
  if (stored && stored.status !== null) return toReply(stored.status, stored.answer ?? {});
  const isLeftBehind = stored && now.getTime() - stored.createdAt.getTime() > LEFT_BEHIND_MS;
  if (isLeftBehind && (await queries.takeOverRequest(world.db, id, { from: stored.createdAt, now }))) {
    return runAndSave(world, id, run);
  }
  throw new AppError("conflict", "The first request with this Idempotency-Key is still being worked on.");
}

function toReply(status: number, { body, location }: Record<string, unknown>): Reply {
  const headers = { "idempotent-replayed": "true" };
  return { status, body, headers, ...(typeof location === "string" ? { location } : {}) };
}
