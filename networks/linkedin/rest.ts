import type { Act } from "#core/diagnosis.ts";
import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import {
  type Answer,
  type Call,
  type InterfaceVersion,
  type LiveGrant,
  NetworkFailure,
  type NetworkRequest,
} from "../network.ts";
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

/** What we are doing at LinkedIn, with whose token. */
export interface Asking {
  readonly call: Call;
  readonly act: Act;
  readonly token: Secret;
  /** LinkedIn may not know a token in its first minute (P6): a refusal then means something else. */
  readonly issuedAt: Date;
}

export function askingWith(call: Call, act: Act, grant: LiveGrant, token?: Secret): Asking {
  return { call, act, token: token ?? grant.tokens.accessToken, issuedAt: grant.issuedAt };
}

/** "A retry after a few seconds works" (omniauth-linkedin-oauth2#81 and others, read 2026-11-22). Seconds. */
const pauses = [1, 2];

/**
 * A read. `path` begins with a slash and brings its query along as Rest.li wants it: lists and projections keep their
 * brackets and commas as they are, so it must not pass through URLSearchParams.
 */
export async function read(asking: Asking, path: string): Promise<Answer> {
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

function readOnce({ call, act, token, issuedAt }: Asking, path: string): Promise<Answer> {
  const headers = path.startsWith("/rest/") ? { headers: restHeaders } : {};
  return call.send(act, { url: `https://${apiHost}${path}`, bearer: token, tokenIssuedAt: issuedAt, ...headers });
}

export const youngRule = "linkedin/65601-young";

function isTooYoung(failure: unknown): boolean {
  return failure instanceof NetworkFailure && failure.diagnosis.rule === youngRule;
}

/** A form to one of the token endpoints; LinkedIn takes the app's credentials in the body only. */
export function post(
  call: Call,
  act: Act,
  endpoint: "accessToken" | "introspectToken" | "revoke",
  fields: NetworkRequest["form"],
): Promise<Answer> {
  const { clientId, clientSecret } = call.app;
  const form = { ...fields, client_id: clientId, client_secret: clientSecret };
  return call.send(act, { url: `https://${siteHost}/oauth/v2/${endpoint}`, form });
}

/**
 * Codes of our own, for what only the adapter can know; see diagnose.ts. Short: longer ones are struck out of the evidence.
 * The first four are verdicts of introspection, the last two of a look at a company page.
 */
export type OwnCode = "expired" | "revoked" | "inactive" | "yearly" | "client" | "token-type" | "role" | "gone";

type Judging = Pick<Asking, "call" | "act"> & { readonly issuedAt?: Date | undefined };

/** An accepted answer that is a failure all the same: as it stands, or under a code of our own. */
export function refuse({ call, act, issuedAt }: Judging, answer: Answer, own?: OwnCode): never {
  const body = own ? { error: { code: own }, answer: answer.body } : answer.body;
  return call.fail(act, { ...answer, body, at: call.now(), tokenIssuedAt: issuedAt }, answer.asked);
}

/** A refusal that means more than it says: the same evidence under a code of our own. */
export function judgeAnew({ call, act }: Judging, { evidence }: NetworkFailure, own: OwnCode): never {
  const { status, body, at } = evidence;
  return call.fail(act, { status, headers: {}, body: { error: { code: own }, answer: body }, at }, evidence);
}

/** Reads an accepted answer; one of another shape than documented is a failure like any other. */
export function readAs<T extends z.ZodType>(judging: Judging, answer: Answer, schema: T): z.output<T> {
  const parsed = schema.safeParse(answer.body);
  return parsed.success ? parsed.data : refuse(judging, answer);
}

/** The member behind a token, as a person and as a profile: the URN is what posts name as their author. */
export interface Member {
  readonly urn: string;
  readonly name: string;
  readonly avatarUrl: string | undefined;
}

export const memberUrn = "urn:li:person:";

export async function readMember(asking: Asking): Promise<{ readonly member: Member; readonly answer: Answer }> {
  const answer = await read(asking, "/v2/userinfo");
  const { sub, name, given_name, family_name, picture } = readAs(asking, answer, memberAnswer);
  const fullName = name ?? [given_name, family_name].filter(Boolean).join(" ");
  return { answer, member: { urn: `${memberUrn}${sub}`, name: fullName || `Member ${sub}`, avatarUrl: picture } };
}
