// Written by `npm run docs` from server/http/schemas.ts. Change it there.

/** A moment: ISO 8601 in UTC. */
export type Timestamp = string;

/** A list that is read page by page. */
export interface Page<Item> {
  /** The items of this page. */
  items: Item[];
  /** Give it back as `cursor` for the next page; null: this was the last one. */
  nextCursor: string | null;
}

/** A brand, by id and name. */
export interface BrandRef {
  /** Id of the brand. */
  id: string;
  /** Name of the brand. */
  name: string;
}

/**
 * What can be done with a profile.
 * - `publish`: Publishing posts.
 * - `inbox`: Reading and answering comments and messages.
 * - `analytics`: Reading figures.
 */
export type Capability = "publish" | "inbox" | "analytics";

/**
 * Why something does not work.
 * - `lifetime_reached`: The login reached the end of its life.
 * - `password_changed`: The person changed their password at the network.
 * - `revoked_by_person`: The person removed the app at the network.
 * - `role_lost`: The person no longer has a role on the profile.
 * - `role_too_low`: The person's role does not cover everything that is wanted here.
 * - `scope_missing`: A permission was not granted.
 * - `person_blocked`: The network asks the person to pass a security check first.
 * - `yearly_renewal_due`: The network asks for a new login once a year.
 * - `data_access_expired`: The network paused access to data because nobody used the login for long.
 * - `profile_gone`: The profile no longer exists at the network.
 * - `profile_deactivated`: The profile is switched off at the network.
 * - `profile_suspended`: The network has suspended the profile.
 * - `profile_not_granted`: The profile is no longer part of what the person granted.
 * - `profile_not_linked`: The account is no longer linked to a Facebook Page.
 * - `profile_not_professional`: The account is no longer a professional account.
 * - `rotation_lost`: The network answered a refresh, and the answer was lost on the way. The old token no longer
 *   works.
 * - `session_ended`: The network refuses the login and does not say why.
 * - `app_rejected`: The network refuses this installation's app.
 * - `network_unavailable`: The network does not answer, or not usably.
 * - `rate_limited`: The network asks for fewer calls.
 * - `content_rejected`: The network did not accept the content. The access is well.
 * - `unrecognised`: The network's answer is not known yet. Nothing is ended because of it.
 */
export type Cause =
  | "lifetime_reached"
  | "password_changed"
  | "revoked_by_person"
  | "role_lost"
  | "role_too_low"
  | "scope_missing"
  | "person_blocked"
  | "yearly_renewal_due"
  | "data_access_expired"
  | "profile_gone"
  | "profile_deactivated"
  | "profile_suspended"
  | "profile_not_granted"
  | "profile_not_linked"
  | "profile_not_professional"
  | "rotation_lost"
  | "session_ended"
  | "app_rejected"
  | "network_unavailable"
  | "rate_limited"
  | "content_rejected"
  | "unrecognised";

/**
 * How a login or an access token stands.
 * - `unverified`: Never proved.
 * - `live`: Proved by a call.
 * - `suspect`: Refused once; a second look is due.
 * - `dead`: Proved not to work.
 * - `ended`: Ended by a person here.
 */
export type HealthState = "unverified" | "live" | "suspect" | "dead" | "ended";

/** A person at a network. */
export interface PersonRef {
  /** The person's name at the network. */
  name: string;
  /** Their handle at the network; null: it has none, or none is known. */
  handle: string | null;
  /** Address of their picture; null: none is known. */
  avatarUrl: string | null;
}

/** What was refused and why (RFC 9457), as `application/problem+json`. */
export interface Problem {
  /** `urn:latchkey:problem:` and the code. */
  type: string;
  /** What kind of problem this is; the same for every problem with this code. */
  title: string;
  /** The HTTP status of the answer. */
  status: number;
  /** The stable name of the kind. Programs decide by it; the list stands at the top of the reference. */
  code: string;
  /** What happened here, as a sentence for a person. */
  detail: string;
  /** `invalid_input`: which members of the input were refused. */
  errors?: {
    /** Which member: `remoteIds.0` of the body, or `limit` of the query. */
    path: string;
    /** What is wrong with it. */
    message: string;
  }[];
  /** Also in the header `x-request-id` and in the log: name it when you ask for help. */
  requestId?: string;
}

/** A profile, by id, name and picture. */
export interface ProfileName {
  /** Id of the profile. */
  id: string;
  /** Name of the profile at the network. */
  name: string;
  /** Address of its picture; null: none is known. */
  avatarUrl: string | null;
}

/**
 * How a profile stands. It is derived from proofs, never set by hand.
 * - `connected`: Works, proved by a real call.
 * - `expiring`: Works; a person must act before `until`.
 * - `limited`: Works in part: `lostCapabilities` are missing.
 * - `expired`: No access token works. `cause` says why, `whoCanRenew` who repairs it.
 * - `waiting`: The network or this installation's app is in trouble. Nobody who uses the profile needs to act.
 * - `unverified`: Connected, not proved by a call yet.
 * - `disconnected`: Ended by a person here. Its history stays, its tokens are destroyed.
 */
export type ProfileStatus =
  | "connected"
  | "expiring"
  | "limited"
  | "expired"
  | "waiting"
  | "unverified"
  | "disconnected";

/**
 * Who can repair something.
 * - `token_setter`: The person who authorised at the network.
 * - `profile_admin`: An administrator of the profile at the network.
 * - `operator`: Whoever looks after this installation and its apps.
 * - `author`: Whoever wrote the content that was refused.
 * - `nobody`: It passes by itself, or nothing can be done.
 */
export type Repairer = "token_setter" | "profile_admin" | "operator" | "author" | "nobody";

/**
 * What of a network's answer its meaning rests on.
 * - `code`: The network's own error code.
 * - `words`: The words of the answer.
 * - `status`: Nothing but the HTTP status.
 */
export type RestsOn = "code" | "words" | "status";

/** Where a fact is from. */
export interface Sourced {
  /** Where this fact is from: an address, or the place in a document. */
  source: string;
  /** The day it was read there, as an ISO 8601 date. */
  readOn: string;
}

/** How many profiles there are, and how they stand. */
export interface StatusCounts {
  /** All profiles but the disconnected ones. */
  all: number;
  /** Those that are expired, limited or expiring: somebody here should act. */
  problems: number;
  /** How many stand how. */
  byStatus: Record<ProfileStatus, number>;
}
