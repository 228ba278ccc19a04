import type { Capability } from "#core/capability.ts";
import type { Cause, Repairer, RestsOn } from "#core/diagnosis.ts";
import type { HealthState } from "#core/health.ts";
import type { ProfileStatus } from "#core/profile-status.ts";

/**
 * What each word of the closed lists means, for the reference page and the SDK. Lists and meanings have the same members: a
 * word without a meaning does not compile.
 */
export const statusMeanings = {
  connected: "Works, proved by a real call.",
  expiring: "Works; a person must act before `until`.",
  limited: "Works in part: `lostCapabilities` are missing.",
  expired: "No access token works. `cause` says why, `whoCanRenew` who repairs it.",
  waiting: "The network or this installation's app is in trouble. Nobody who uses the profile needs to act.",
  unverified: "Connected, not proved by a call yet.",
  disconnected: "Ended by a person here. Its history stays, its tokens are destroyed.",
} as const satisfies Record<ProfileStatus, string>;

export const capabilityMeanings = {
  publish: "Publishing posts.",
  inbox: "Reading and answering comments and messages.",
  analytics: "Reading figures.",
} as const satisfies Record<Capability, string>;

export const causeMeanings = {
  lifetime_reached: "The login reached the end of its life.",
  password_changed: "The person changed their password at the network.",
  revoked_by_person: "The person removed the app at the network.",
  role_lost: "The person no longer has a role on the profile.",
  role_too_low: "The person's role does not cover everything that is wanted here.",
  scope_missing: "A permission was not granted.",
  person_blocked: "The network asks the person to pass a security check first.",
  yearly_renewal_due: "The network asks for a new login once a year.",
  data_access_expired: "The network paused access to data because nobody used the login for long.",
  profile_gone: "The profile no longer exists at the network.",
  profile_deactivated: "The profile is switched off at the network.",
  profile_suspended: "The network has suspended the profile.",
  profile_not_granted: "The profile is no longer part of what the person granted.",
  profile_not_linked: "The account is no longer linked to a Facebook Page.",
  profile_not_professional: "The account is no longer a professional account.",
  rotation_lost: "The network answered a refresh, and the answer was lost on the way. The old token no longer works.",
  session_ended: "The network refuses the login and does not say why.",
  app_rejected: "The network refuses this installation's app.",
  network_unavailable: "The network does not answer, or not usably.",
  rate_limited: "The network asks for fewer calls.",
  content_rejected: "The network did not accept the content. The access is well.",
  unrecognised: "The network's answer is not known yet. Nothing is ended because of it.",
} as const satisfies Record<Cause, string>;

export const repairerMeanings = {
  token_setter: "The person who authorised at the network.",
  profile_admin: "An administrator of the profile at the network.",
  operator: "Whoever looks after this installation and its apps.",
  author: "Whoever wrote the content that was refused.",
  nobody: "It passes by itself, or nothing can be done.",
} as const satisfies Record<Repairer, string>;

export const healthMeanings = {
  unverified: "Never proved.",
  live: "Proved by a call.",
  suspect: "Refused once; a second look is due.",
  dead: "Proved not to work.",
  ended: "Ended by a person here.",
} as const satisfies Record<HealthState, string>;

export const restsOnMeanings = {
  code: "The network's own error code.",
  words: "The words of the answer.",
  status: "Nothing but the HTTP status.",
} as const satisfies Record<RestsOn, string>;
