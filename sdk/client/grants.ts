import type { Grant, Page } from "../contract.ts";
import { at, type Paging, type Transport } from "./transport.ts";

/** What persons authorised at networks. */
export const grants = ({ get }: Transport) => ({
  /** The grants of the workspace. */
  grants: (paging: Paging = {}) => get<Page<Grant>>(at("grants"), { ...paging }),
});
