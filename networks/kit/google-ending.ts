import { Secret } from "#core/secret.ts";
import type { LiveGrant } from "../network.ts";
import { own, type Own } from "./google-calls.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** While an app's publishing status is "Testing", each grant dies this long after the consent ("Refresh token expiration"). */
const testingMs = 7 * dayMs;
/** Six months without use. */
const unusedMs = 180 * dayMs;
/** The longest silence in which the seventh day is still a likely explanation; grants are looked at twice a day. */
const longestSilenceMs = 2 * dayMs;

/** The consent's moment, kept beside the tokens: a grant's `issuedAt` moves on with every refresh. */
export const noteConsent = (at: Date): Secret => Secret.of(at.toISOString());

function consentedAt({ tokens }: LiveGrant): Date | undefined {
  const at = new Date(tokens.extra?.reveal() ?? "");
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/**
 * Why a refresh token died, where its dates tell. Google says "Token has been expired or revoked." whether the person removed
 * the app, nobody used it for six months, the app is in Testing, or a hundred newer ones exist (P27).
 */
export function endingOf(grant: LiveGrant, now: Date): Own | undefined {
  const consent = consentedAt(grant);
  const end = grant.endsAt;
  if (end && end <= now) return consent && isSeventhDay(consent, end) ? own.testing : own.timeOver;
  if (now.getTime() - grant.issuedAt.getTime() >= unusedMs) return own.unused;
  return consent && diedOnSeventhDay(consent, grant.issuedAt, now) ? own.testing : undefined;
}

const isSeventhDay = (consent: Date, end: Date): boolean =>
  Math.abs(end.getTime() - consent.getTime() - testingMs) <= hourMs;

/** It was well the last time, and refused the next: does the seventh day lie between, and is that pause short? */
function diedOnSeventhDay(consent: Date, lastWell: Date, now: Date): boolean {
  const seventh = consent.getTime() + testingMs;
  const isBetween = lastWell.getTime() <= seventh && now.getTime() >= seventh - hourMs;
  return isBetween && now.getTime() - lastWell.getTime() <= longestSilenceMs;
}
