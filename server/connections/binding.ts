import { createHash, timingSafeEqual } from "node:crypto";
import type { World } from "../world.ts";

/** The cookie that ties a dance to the browser that opened it. One secret per browser, whatever it opens. */
export const browserCookie = "lk_browser";

export function newBrowserSecret(world: Pick<World, "random">): string {
  return Buffer.from(world.random.bytes(32)).toString("base64url");
}

export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

export function isSameBrowser(browserHash: string, cookie: string | undefined): boolean {
  if (!cookie || browserHash === "") return false;
  const given = Buffer.from(hashOf(cookie));
  const expected = Buffer.from(browserHash);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The `state` of the dance: sealed, so that nobody can make one, with the target inside (P37). */
export interface FlowState {
  readonly flowId: string;
  readonly profileId: string | null;
  readonly grantId: string | null;
}

const place = "authorization_flow:state";

export function sealState(world: Pick<World, "vault">, state: FlowState): string {
  return world.vault.seal(JSON.stringify(state), place);
}

/** Undefined: not one of ours, changed, or sealed by keys that are gone. */
export function openState(world: Pick<World, "vault" | "log">, text: string): FlowState | undefined {
  try {
    return JSON.parse(world.vault.open(text, place).reveal()) as FlowState;
  } catch (error) {
    world.log.info(
      { reason: error instanceof Error ? error.message : "unreadable" },
      "a callback came with a state that is not ours",
    );
    return undefined;
  }
}

export const flowBinding = (flowId: string, part: "verifier" | "keep" | "consent"): string =>
  `authorization_flow:${flowId}:${part}`;
export const candidateBinding = (flowId: string, remoteId: string): string =>
  `authorization_candidate:${flowId}:${remoteId}`;
