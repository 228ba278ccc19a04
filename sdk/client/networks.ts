import type { AppInput, AppProof, Network, NetworkNotes, NetworkSetup } from "../contract.ts";
import { at, search, type Transport } from "./transport.ts";

/** Networks, and the operator's road to an app at each. */
export const networks = ({ get, post, put }: Transport) => ({
  /** The networks of this installation. */
  networks: () => get<{ items: Network[] }>(at("networks")),
  /** One network with everything that is written down about it, and what was learned here. */
  network: (id: string) => get<NetworkNotes>(at("networks", id)),
  /** Resumes verdicts after a mass failure; `server`: the one whose verdicts are paused, where a network is many. */
  thawNetwork: (id: string, server?: string) => post<Network>(at("networks", id, "thaw") + search({ server })),
  /** For the operator: the road to an app, without its secrets. */
  networkSetup: (id: string) => get<NetworkSetup>(at("networks", id, "setup")),
  /** Proved by a call at the network; an app that it refuses is not kept, and a problem `network_refused` is thrown. */
  enterApp: (id: string, app: AppInput) => put<AppProof>(at("networks", id, "setup"), app),
  /** Proves by a call that the network knows the app that is entered. */
  proveApp: (id: string, which: { instance?: string } = {}) =>
    post<AppProof>(at("networks", id, "setup", "proof"), which),
});
