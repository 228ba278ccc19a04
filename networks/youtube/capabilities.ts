import type { CapabilityTable } from "#core/capability.ts";
import type { Act } from "#core/diagnosis.ts";
import { analyticsGuide, commentGuide, uploadGuide } from "./sources.ts";

const prefix = "https://www.googleapis.com/auth/";
const upload = `${prefix}youtube.upload`;
const readonly = `${prefix}youtube.readonly`;
const manage = `${prefix}youtube.force-ssl`;
const reports = `${prefix}yt-analytics.readonly`;

/** Everything a full connection asks for. The first three say who signed in and have no box; each of the others has one (P36). */
export const scopes: readonly string[] = [
  "openid",
  `${prefix}userinfo.email`,
  `${prefix}userinfo.profile`,
  upload,
  readonly,
  manage,
  reports,
];

/** The scopes of each capability. YouTube tells no roles: a token stands for its channel, whatever the person is on it. */
export const capabilities: CapabilityTable = {
  publish: { scopes: [upload], anyRole: [], instead: { scopes: [manage], anyRole: [] }, source: uploadGuide },
  inbox: { scopes: [manage], anyRole: [], source: commentGuide },
  analytics: { scopes: [reports, readonly], anyRole: [], source: analyticsGuide },
};

/** Whether these scopes let us see which channel it is; scopes that nobody told us are tried. */
export function seesChannel(held: readonly string[] | undefined): boolean {
  return held === undefined || [readonly, manage, `${prefix}youtube`].some((scope) => held.includes(scope));
}

/** What an act needs that was refused for want of a scope. */
export function scopesFor(act: Act): readonly string[] {
  if (act === "publish") return [upload];
  if (act === "inbox") return [manage];
  return act === "analytics" ? [reports, readonly] : [readonly];
}
