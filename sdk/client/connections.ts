import type {
  AddProfiles,
  Candidate,
  ConfirmRenewal,
  Connection,
  ConnectionStart,
  Page,
  Restart,
  Started,
} from "../contract.ts";
import { at, type Paging, type Transport } from "./transport.ts";

/** Connecting profiles, step by step. */
export const connections = ({ get, post }: Transport) => ({
  /** Starts connecting; open the `url` of the answer in the person's browser. */
  startConnection: (start: ConnectionStart) => post<Started>(at("connections"), start),
  /** How one act of connecting or renewing stands. */
  connection: (id: string) => get<Connection>(at("connections", id)),
  /** What the consent reaches; `q`: part of a name or handle. */
  candidates: (id: string, query: Paging & { q?: string } = {}) =>
    get<Page<Candidate>>(at("connections", id, "candidates"), { ...query }),
  /** Adds the picked profiles; nothing is attached before. */
  addProfiles: (id: string, add: AddProfiles) => post<Connection>(at("connections", id, "profiles"), add),
  /** Saves a renewal after the comparison, or takes a way on after a mismatch. */
  confirmConnection: (id: string, confirm: ConfirmRenewal) =>
    post<Connection>(at("connections", id, "confirm"), confirm),
  /** Gives up: nothing is changed, and the consent is forgotten. */
  cancelConnection: (id: string) => post<Connection>(at("connections", id, "cancel")),
  /** Begins the same again: with another login, or asking again for what was left unticked. */
  restartConnection: (id: string, restart: Restart = {}) => post<Started>(at("connections", id, "restart"), restart),
});
