import type { RenewalLink, RenewalStart, Started } from "../contract.ts";
import { at, type Transport } from "./transport.ts";

/** Fresh logins for profiles that need one. */
export const renewals = ({ get, post }: Transport) => ({
  /** Starts renewing a profile's or a grant's login, or makes a single-use link for somebody without an account here. */
  startRenewal: (start: RenewalStart) => post<Started>(at("renewals"), start),
  /** What a renewal link is for; `token` is what the link ends with. Needs no account. */
  renewalLink: (token: string) => get<RenewalLink>(at("renewal-links", token)),
  /** Starts the renewal of a link in this browser. */
  startRenewalLink: (token: string) => post<Started>(at("renewal-links", token, "start")),
});
