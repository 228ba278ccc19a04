import type { Capability, TokenAnswer } from "../contract.ts";
import { at, type Transport } from "./transport.ts";

/** Tokens for programs; needs an API key. */
export const tokens = ({ get }: Transport) => ({
  /** A token that works now. When there is none, throws a problem that carries the members of `TokenUnavailable`. */
  profileToken: (id: string, capability: Capability) => get<TokenAnswer>(at("profiles", id, "token"), { capability }),
});
