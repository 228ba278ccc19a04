import type { Incident, Page } from "../contract.ts";
import { at, type Paging, type Transport } from "./transport.ts";

/** Causes, each with everything that it affects. */
export const incidents = ({ get }: Transport) => ({
  /** Incidents, newest first; `open`: only open ones, or only closed ones. */
  incidents: (query: Paging & { open?: boolean } = {}) => get<Page<Incident>>(at("incidents"), { ...query }),
  /** One incident. */
  incident: (id: string) => get<Incident>(at("incidents", id)),
});
