import type { Network } from "./network.ts";

/** The networks of this installation, found by id. The server builds it from `index.ts`; a test may add a network of its own. */
export interface NetworkList {
  all(): readonly Network[];
  find(id: string): Network | undefined;
}

export function networkList(networks: Readonly<Record<string, Network>>): NetworkList {
  const all = Object.values(networks).toSorted((a, b) => a.about.name.localeCompare(b.about.name));
  const byId = new Map(all.map((network) => [network.about.id, network]));
  return { all: () => all, find: (id) => byId.get(id) };
}
