import { ActionIcon, Tooltip, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { Capability, CapabilityNeeds, Network } from "#sdk/client.ts";
import { useMay } from "../../may.ts";
import { NetworkMark } from "../../parts/avatar.tsx";
import { CapabilityNeedsList, offeredWords } from "../../parts/capability-needs.tsx";
import { LimitedTag } from "../../parts/limited-tag.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { nameOf } from "../../role-names.ts";
import { capabilityWord, count, list } from "../../words.ts";
import styles from "./matrix.module.css";

const columns = Object.keys(capabilityWord) as Capability[];

/**
 * Networks down, capabilities across. Roles are written out, because on a phone the rows are laid out as cards, and a
 * table that is no table for the eye would be none for the ear either.
 */
export function Matrix({ networks }: { networks: readonly Network[] }) {
  return (
    <div role="table" aria-label="What works at which network" className={styles.matrix}>
      <div role="rowgroup">
        <div role="row" className={styles.head}>
          <span role="columnheader">Network</span>
          {columns.map((capability) => (
            <span key={capability} role="columnheader">
              {capabilityWord[capability]}
            </span>
          ))}
        </div>
      </div>
      {networks.map((network) => (
        <NetworkRows key={network.id} network={network} />
      ))}
    </div>
  );
}

function NetworkRows({ network }: { network: Network }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const fold = { "aria-expanded": open, "aria-controls": id, onClick: () => setOpen(!open) };
  return (
    <div role="rowgroup" className={styles.network} data-configured={network.configured}>
      <div role="row" className={styles.row}>
        <div role="rowheader" className={styles.name}>
          <ActionIcon size={24} aria-label={`What ${network.name} asks for`} {...fold}>
            <IconChevronRight size={15} className={styles.chevron} data-open={open || undefined} />
          </ActionIcon>
          <NetworkMark network={network.id} size={22} />
          <Named network={network} />
        </div>
        {columns.map((capability) => (
          <div key={capability} role="cell" className={styles.cell}>
            <Offer network={network} capability={capability} fold={fold} />
          </div>
        ))}
      </div>
      <div role="row" id={id} className={styles.details} hidden={!open}>
        <span role="cell" />
        {columns.map((capability) => (
          <div key={capability} role="cell">
            <h3 className={styles.which}>{capabilityWord[capability]}</h3>
            <CapabilityNeedsList network={network} capability={capability} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Named({ network }: { network: Network }) {
  const may = useMay();
  const params = { network: network.id };
  return (
    <div className={styles.words}>
      <span className={styles.title}>
        <Link to="/networks/$network" params={params} className="plain-link">
          {network.name}
        </Link>
        <LimitedTag why={network.limited} />
        {(network.health.state !== "well" || network.troubledServers.length > 0) && (
          <>
            <StatusIcon status="waiting" size={14} />
            <span className="unseen">has trouble</span>
          </>
        )}
      </span>
      <span className="small quiet">
        {network.configured && network.counts.all === 0 && "Nothing connected yet"}
        {network.configured && network.counts.all > 0 && (
          <>{count(network.counts.all, network.profileNoun.one, network.profileNoun.many)}</>
        )}
        {!network.configured && (
          <>
            Not set up yet
            {may.operate && (
              <>
                {" · "}
                <Link to="/networks/$network/setup" params={params} aria-label={`Set up ${network.name}`}>
                  Set up
                </Link>
              </>
            )}
          </>
        )}
      </span>
    </div>
  );
}

/** State at a glance, the needs in a few words on hover and focus, all of them by a press. */
function Offer({ network, capability, fold }: { network: Network; capability: Capability; fold: object }) {
  const needs = network.capabilities[capability];
  const offered = !("absent" in needs);
  const words = offeredWords(needs);
  return (
    <Tooltip
      label={inShort(needs, network.roleNames)}
      multiline
      maw={300}
      position="top-start"
      events={{ hover: true, focus: true, touch: false }}
    >
      <UnstyledButton
        className={styles.offer}
        data-offered={offered}
        aria-label={`${network.name}, ${capabilityWord[capability]}: ${words}`}
        {...fold}
      >
        <StatusIcon status={offered ? "connected" : "disconnected"} />
        <span className={styles.column}>{capabilityWord[capability]}</span>
        <span className={styles.word}>{words}</span>
      </UnstyledButton>
    </Tooltip>
  );
}

function inShort(needs: CapabilityNeeds, names: Network["roleNames"]): string {
  if ("absent" in needs) return needs.absent;
  const permissions = needs.scopes.length === 0 ? "No permission by name" : count(needs.scopes.length, "permission");
  const [first, ...more] = needs.anyRole.map((role) => nameOf(names, role));
  const without = needs.absentFor.length > 0 ? ` Not for ${list(needs.absentFor.map(({ name }) => name))}.` : "";
  if (first === undefined) return `${permissions}, no role.${without}`;
  const others = more.length > 0 ? ` or one of ${more.length.toLocaleString()} others` : "";
  return `${permissions}, and the role “${first}”${others}.${without}`;
}
