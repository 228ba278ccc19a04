import type { Secret } from "#core/secret.ts";
import { readAs, type Asking } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import type { Answer, InterfaceVersion, LiveGrant, NetworkRequest } from "../network.ts";
import { memberAnswer } from "./wire.ts";

export const siteHost = "www.linkedin.com";
export const apiHost = "api.linkedin.com";

/** Every call under `/rest` names a version; each lives about a year (LinkedIn "Versioning", read 2026-11-22). */
export const interfaceVersion: InterfaceVersion = {
  name: "LinkedIn-Version 202607",
  endsAt: new Date("2027-07-15T00:00:00Z"),
  source: "LinkedIn migration and sunset table, captured 2026-08-13, read 2026-11-22",
};

/** Protocol 2.0.0 (the spelling of lists and keys in addresses) and the version above. */
const restHeaders = {
  "linkedin-version": interfaceVersion.name.split(" ")[1] ?? "",
  "x-restli-protocol-version": "2.0.0",
};

/** At LinkedIn, with whose token. */
export interface AskingAs extends Asking {
  readonly token: Secret;
  /** LinkedIn may not know a token in its first minute (P6): a refusal then means something else. */
  readonly tokenIssuedAt: Date;
}

export function askingWith({ call, act }: Asking, grant: LiveGrant, token?: Secret): AskingAs {
  return { call, act, token: token ?? grant.tokens.accessToken, tokenIssuedAt: grant.issuedAt };
}

/** "A retry after a few seconds works" (omniauth-linkedin-oauth2#81 and others, read 2026-11-22). Seconds. */
const pauses = [1, 2];

/**
 * A read. `path` begins with a slash and brings its query along as Rest.li wants it: lists and projections keep their
 * brackets and commas as they are, so it must not pass through URLSearchParams.
 */
export async function read(asking: AskingAs, path: string): Promise<Answer> {
  for (const seconds of pauses) {
    try {
      return await readOnce(asking, path);
    } catch (failure) {
      if (!isTooYoung(failure)) throw failure;
      await asking.call.pause(seconds);
    }
  }
  return readOnce(asking, path);
}

function readOnce({ call, act, token, tokenIssuedAt }: AskingAs, path: string): Promise<Answer> {
  const headers = path.startsWith("/rest/") ? { headers: restHeaders } : {};
  return call.send(act, { url: `https://${apiHost}${path}`, bearer: token, tokenIssuedAt, ...headers });
}

export const youngRule = "linkedin/65601-young";

function isTooYoung(failure: unknown): boolean {
  return failure instanceof NetworkFailure && failure.diagnosis.rule === youngRule;
}

/** A form to one of the token endpoints; LinkedIn takes the app's credentials in the body only. */
export function post(
  { call, act }: Asking,
  endpoint: "accessToken" | "introspectToken" | "revoke",
  fields: NetworkRequest["form"],
): Promise<Answer> {
  const { clientId, clientSecret } = call.app;
  const form = { ...fields, client_id: clientId, client_secret: clientSecret };
  return call.send(act, { url: `https://${siteHost}/oauth/v2/${endpoint}`, form });
}

/**
 * Codes of our own, for what only the adapter can know; see diagnose/. Short: longer ones are struck out of the evidence.
 * The first four are verdicts of introspection, the last two of a look at a company page.
 */
export const own = {
  expired: "expired",
  revoked: "revoked",
  inactive: "inactive",
  yearly: "yearly",
  clientRefused: "client",
  tokenType: "token-type",
  noRole: "role",
  pageGone: "gone",
} as const;

/** The member behind a token, as a person and as a profile: the URN is what posts name as their author. */
export interface Member {
  readonly urn: string;
  readonly name: string;
  readonly avatarUrl: string | undefined;
}

export const memberUrn = "urn:li:person:";

export async function readMember(asking: AskingAs): Promise<{ readonly member: Member; readonly answer: Answer }> {
  const answer = await read(asking, "/v2/userinfo");
  const { sub, name, given_name, family_name, picture } = readAs(asking, answer, memberAnswer);
  const fullName = name ?? [given_name, family_name].filter(Boolean).join(" ");
  return { answer, member: { urn: `${memberUrn}${sub}`, name: fullName || `Member ${sub}`, avatarUrl: picture } };
}
