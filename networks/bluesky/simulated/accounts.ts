import { createHash } from "node:crypto";
import type { Page, Person, Play } from "#simulator/play.ts";
import { issuerOf, usualHome } from "./hosts.ts";

/**
 * An account. In a scenario it is a page: `username` is its handle, its people are those who know the password (their own).
 * `notes.pds` says where it lives, `notes.did` who it is, `notes.standing: "deactivated"` that its owner switched it off.
 */
export interface Account {
  readonly did: string;
  readonly handle: string;
  readonly name: string;
  readonly pds: string;
  readonly issuer: string;
  readonly page: Page;
  readonly owner: Person | undefined;
}

/** As `com.atproto.sync.getRepoStatus` calls it; a deleted account is none at all. */
export type Standing = "active" | "deactivated" | "suspended" | "takendown" | "deleted";

export const accounts = (play: Play): Account[] => Object.values(play.state.pages).map((page) => ofPage(play, page));

export const findAccount = (play: Play, didOrHandle: string): Account | undefined =>
  accounts(play).find((one) => one.did === didOrHandle || one.handle === didOrHandle.toLowerCase());

export function accountOf(play: Play, pageId: string | null): Account | undefined {
  const page = play.state.pages[pageId ?? ""];
  return page && ofPage(play, page);
}

function ofPage(play: Play, page: Page): Account {
  const { did, pds } = page.notes;
  const home = typeof pds === "string" ? pds : usualHome;
  const [member = ""] = Object.keys(page.members);
  return {
    did: typeof did === "string" ? did : didFrom(page.id),
    handle: page.username.toLowerCase(),
    name: page.name,
    pds: home,
    issuer: issuerOf(home),
    page,
    owner: play.state.people[member],
  };
}

/** did:plc is 24 letters of base32 (did-method-plc). */
const didFrom = (id: string): string => `did:plc:${base32From(id, 24)}`;

export function base32From(text: string, length: number): string {
  const bytes = createHash("sha512").update(text).digest();
  return [...bytes.subarray(0, length)].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte & 31]).join("");
}

// Of the simulator's blocks: broken rules are a takedown, a check that waits is a suspension, an unconfirmed person switched off.
const standings = { policy: "takendown", checkpoint: "suspended", unconfirmed: "deactivated" } as const;

/** How the account stands, switches that lie included. */
export function standingOf(play: Play, { page, owner }: Account): Standing {
  const seen = { person: owner?.id, page: page.id };
  if (page.deletedAt !== null || play.fault("page_deleted", seen)) return "deleted";
  if (play.fault("policy_blocked", seen)) return "takendown";
  if (play.fault("person_blocked", seen)) return "suspended";
  if (play.fault("person_unconfirmed", seen)) return "deactivated";
  if (owner?.blocked) return standings[owner.blocked];
  return page.notes["standing"] === "deactivated" ? "deactivated" : "active";
}

/** Moderation and deletion end sessions, a deactivation does not (seen on the reference server, 2026-11-22). */
export const isShut = (standing: Standing): boolean => standing !== "active" && standing !== "deactivated";
