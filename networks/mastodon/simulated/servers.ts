/** A server of this small fediverse. */
export interface Server {
  title: string;
  /** Hollo speaks the same interface in words of its own, and leaves `state` out of a refusal (fact sheet §10). */
  software: "mastodon" | "hollo";
  version: string;
}

const servers: Record<string, Server> = {
  "northwind.social": { title: "Northwind Social", software: "mastodon", version: "4.5.2" },
  "coffee.example": { title: "Coffee Example", software: "hollo", version: "4.2.1 (compatible; Hollo 0.6.20)" },
};

export const serverHosts = Object.keys(servers);

/** The server that a call went to. */
export function serverAt(host: string): Server {
  const server = servers[host];
  if (!server) throw new Error(`${host} is no simulated server`);
  return server;
}

export const isHollo = (host: string): boolean => serverAt(host).software === "hollo";
