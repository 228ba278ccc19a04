import type {
  Brand,
  NetworkCall,
  Page,
  ProbeAnswer,
  Profile,
  ProfileDetail,
  ProfileStatus,
  Summary,
} from "../contract.ts";
import { at, type Paging, type Transport } from "./transport.ts";

/** Which profiles to list, and in which order. */
export interface ProfileQuery extends Paging {
  /** Only those that stand so; `disconnected` ones are listed only when asked for. */
  status?: readonly ProfileStatus[];
  /** Id of a network. */
  network?: string;
  /** Id of a brand. */
  brand?: string;
  /** Part of the name or handle, or the whole id at the network. */
  q?: string;
  /** `urgency`, unless told: those that need a person first. */
  sort?: "urgency" | "name";
}

/** Profiles, and the numbers about them. */
export const profiles = ({ get, post, remove }: Transport) => ({
  /** The profiles of the workspace. */
  profiles: (query: ProfileQuery = {}) => get<Page<Profile>>(at("profiles"), { ...query }),
  /** One profile with its capabilities and access tokens. */
  profile: (id: string) => get<ProfileDetail>(at("profiles", id)),
  /** Every call that was made on the profile's behalf, newest first. */
  profileCalls: (id: string, paging: Paging = {}) => get<Page<NetworkCall>>(at("profiles", id, "calls"), { ...paging }),
  /** Looks now, with a real call that writes nothing. */
  probeProfile: (id: string) => post<ProbeAnswer>(at("profiles", id, "probe")),
  /** Destroys its tokens and, where possible, revokes them at the network; its history stays. */
  disconnectProfile: (id: string) => remove(at("profiles", id)),
  /** The numbers on every page. */
  summary: () => get<Summary>(at("summary")),
  /** The brands of the workspace. */
  brands: () => get<{ items: Brand[] }>(at("brands")),
});
