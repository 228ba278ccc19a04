import { capabilities, type Capability, type CapabilityNeeds } from "#core/capability.ts";
import { datedSource } from "#networks/kit/source.ts";
import type { Limit, Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";

type Notes = Pick<contract.NetworkNotes, "refreshing" | "scopes" | "roles" | "limits">;

/** What is written down about a network beyond what its every list entry tells: each fact with its source and the day. */
export function presentNotes(network: Network): Notes {
  const { refresh, limits } = network.policy;
  return {
    refreshing: {
      model: refresh.model,
      minimumAgeSeconds: refresh.minimumAgeSeconds,
      ...datedSource(refresh.source),
    },
    scopes: scopesOf(network),
    roles: rolesOf(network),
    limits: limits.map(presentLimit),
  };
}

/** What people call a role at this network. */
function roleName({ roleNames }: Network, role: string): string {
  return roleNames?.[role] ?? role;
}

function scopesOf(network: Network): Notes["scopes"] {
  const ways = network.about.ways ?? [];
  const asked = [...new Set([...network.oauth.scopes, ...ways.flatMap((way) => way.scopes)])];
  return asked.flatMap((scope) => {
    const note = network.scopeNotes?.[scope];
    if (!note) return [];
    return {
      scope,
      what: note.what,
      capabilities: offered(network).flatMap(([name, needs]) => (asksScope(needs, scope) ? [name] : [])),
      ways: ways.filter((way) => way.scopes.includes(scope)).map((way) => way.id),
      ...datedSource(note.source),
    };
  });
}

function rolesOf(network: Network): Notes["roles"] {
  const roles = [...new Set(offered(network).flatMap(([, needs]) => rolesIn(needs)))];
  return roles.map((role) => {
    const taking = offered(network).filter(([, needs]) => rolesIn(needs).includes(role));
    return {
      role,
      name: roleName(network, role),
      capabilities: taking.map(([name]) => name),
      ...datedSource(taking[0]?.[1].source ?? ""),
    };
  });
}

function offered(network: Network): (readonly [Capability, CapabilityNeeds])[] {
  return capabilities.flatMap((name) => {
    const needs = network.capabilities[name];
    return "absent" in needs ? [] : [[name, needs] as const];
  });
}

const asksScope = ({ scopes, instead }: CapabilityNeeds, scope: string): boolean =>
  scopes.includes(scope) || instead?.scopes.includes(scope) === true;

const rolesIn = ({ anyRole, instead }: CapabilityNeeds): readonly string[] => [...anyRole, ...(instead?.anyRole ?? [])];

function presentLimit({ what, limit, figure, source, unconfirmed }: Limit): contract.NetworkLimit {
  return {
    what,
    limit,
    figure: figure
      ? { count: figure.count, of: figure.of, perSeconds: figure.perSeconds ?? null, per: figure.per }
      : null,
    unconfirmed: unconfirmed ?? false,
    ...datedSource(source),
  };
}
