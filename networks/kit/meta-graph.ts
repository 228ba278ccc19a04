import { createHmac } from "node:crypto";
import { canExpire, type Diagnosis } from "#core/diagnosis.ts";
import { Secret } from "#core/secret.ts";
import type { AppCredentials, Seen } from "../network.ts";
import { diagnosisFrom, type DiagnosisTable, type ErrorSeen } from "./answer.ts";

/**
 * What Facebook, Instagram and Threads truly share. Sources, read 2026-11-22: Meta "Handling errors"
 * (developers.facebook.com/docs/graph-api/guides/error-handling), "Rate limits" (…/graph-api/overview/rate-limiting),
 * "Login security" (…/facebook-login/security).
 */
type Members = Readonly<Record<string, unknown>>;

/**
 * The error of a Graph API answer. It stands under `error`, and for `debug_token` inside `data` beside `is_valid: false`,
 * there with the key `subcode` instead of `error_subcode` (recorded answers, 2021 and later).
 */
export function readGraphError(seen: Pick<Seen, "body">): ErrorSeen | undefined {
  const body = members(seen.body);
  const data = members(body?.["data"]);
  const error =
    members(body?.["error"]) ?? (data?.["is_valid"] === false ? (members(data["error"]) ?? { code: 190 }) : undefined);
  if (!error) return undefined;
  const words = error["message"];
  return {
    code: codeOf(error["code"]),
    subcode: codeOf(error["error_subcode"] ?? error["subcode"]),
    words: typeof words === "string" ? words : undefined,
  };
}

/** `debug_token` said that the token it was asked about is not valid: Meta's own verdict, not a side effect of some call. */
export function isTokenVerdict(body: unknown): boolean {
  return members(members(body)?.["data"])?.["is_valid"] === false;
}

function members(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

/** Codes are numbers; some answers carry them as text. Names (an OAuth error such as `invalid_grant`) stay names. */
function codeOf(value: unknown): number | string | undefined {
  if (typeof value === "string" && /^\d{1,9}$/.test(value)) return Number(value);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/**
 * Reads a table of Meta's. A verdict of `debug_token` that names its subcode leaves no doubt: one look is enough.
 */
export function metaDiagnosis(table: DiagnosisTable): (seen: Seen) => Diagnosis {
  const fromTable = diagnosisFrom(table);
  return (seen) => {
    const diagnosis = fromTable(seen);
    const isCertain = canExpire(diagnosis) && isTokenVerdict(seen.body) && readGraphError(seen)?.subcode !== undefined;
    return isCertain ? { ...diagnosis, confidence: "certain" } : diagnosis;
  };
}

const longestWaitMinutes = 1440;

/**
 * When Meta says that calls are welcome again: `estimated_time_to_regain_access` of `X-Business-Use-Case-Usage`, in
 * minutes, the longest of those it names (Meta "Rate limits"). More than a day is not believed.
 */
export function readRegainAccess(seen: Seen): Date | undefined {
  const usage: unknown = JSON.parse(seen.headers["x-business-use-case-usage"] ?? "null");
  const entries = Object.values(members(usage) ?? {})
    .flat()
    .map(members);
  const minutes = entries
    .map((entry) => entry?.["estimated_time_to_regain_access"])
    .filter((one) => typeof one === "number");
  const longest = Math.max(0, ...minutes.filter((one) => Number.isFinite(one) && one <= longestWaitMinutes));
  return longest > 0 ? new Date(seen.at.getTime() + longest * 60_000) : undefined;
}

/**
 * `appsecret_proof`: hexadecimal HMAC-SHA256 of the token, keyed with the app secret (Meta "Login security"). The plain
 * form, not the timed one: that goes stale after five minutes, so a clock a little off would make every call fail as if
 * the app's secret were wrong; and it travels beside its token, so a shorter life protects nothing that the token leaks not.
 */
export function appSecretProof(app: AppCredentials, token: Secret): Secret {
  return Secret.of(createHmac("sha256", appSecret(app)).update(token.reveal()).digest("hex"));
}

/** The app's own token: `{app-id}|{app-secret}` (Meta "Access tokens"). */
export function appToken(app: AppCredentials): Secret {
  return Secret.of(`${app.clientId}|${appSecret(app)}`);
}

/** An app without a secret is refused by Meta itself, which is diagnosed as the operator's to mend. */
function appSecret(app: AppCredentials): string {
  return app.clientSecret?.reveal() ?? "";
}

/**
 * The cursor of the next page. Meta's `next` is a whole address with the token in it and without the proof, so the same
 * call is made again with its cursor; `next` is absent on the last page even where a cursor stands ("Paginated results").
 */
export function readNextCursor(body: unknown): string | undefined {
  const paging = members(members(body)?.["paging"]);
  if (typeof paging?.["next"] !== "string") return undefined;
  const after = members(paging["cursors"])?.["after"] ?? URL.parse(paging["next"])?.searchParams.get("after");
  return typeof after === "string" && after !== "" ? after : undefined;
}
