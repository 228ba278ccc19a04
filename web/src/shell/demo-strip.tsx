import { Popover, Tooltip, UnstyledButton } from "@mantine/core";
import { IconExternalLink, IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { DemoAction, DemoState } from "#sdk/client.ts";
import { tellTrouble } from "../acts.ts";
import { api } from "../api.ts";
import { demoQuery, sessionQuery } from "../queries.ts";
import { setServerNow, stamped } from "../when.ts";
import styles from "./demo-strip.module.css";

/** The demo's stage machinery: always in sight, and in another colour than the product. */
export function DemoStrip() {
  const { data: state } = useQuery({ ...demoQuery, refetchInterval: 30_000 });
  useStripHeight();
  return (
    <section className={styles.strip} data-part="strip" aria-label="Simulated networks">
      <strong className={styles.title}>Simulated networks</strong>
      {state && (
        <>
          <time className={styles.now} dateTime={state.now} title="The simulated date and time">
            {stamped(state.now)}
          </time>
          <div className={styles.actions}>
            {state.actions.map((action) => (
              <ActionButton key={action.id} action={action} />
            ))}
          </div>
          <Logins people={state.people} />
          <a
            className={styles.button}
            href={state.simulatorUrl}
            target="_blank"
            rel="noreferrer"
            aria-label="Simulator"
          >
            <span className={styles.word}>Simulator</span> <IconExternalLink size={13} aria-hidden />
          </a>
        </>
      )}
    </section>
  );
}

function ActionButton({ action }: { action: DemoAction }) {
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => api.demoAction(action.id),
    onSuccess: (state) => {
      setServerNow(state.now);
      queries.setQueryData(demoQuery.queryKey, state);
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: tellTrouble,
  });
  const asSwitch = action.on === null ? {} : { role: "switch", "aria-checked": action.on };
  return (
    <Tooltip label={action.help} multiline maw={280} position="bottom">
      <UnstyledButton
        className={styles.button}
        {...asSwitch}
        disabled={act.isPending}
        data-busy={act.isPending || undefined}
        onClick={() => act.mutate()}
      >
        {action.on !== null && <span className={styles.lamp} data-on={action.on || undefined} aria-hidden />}
        {action.label}
        {action.on === true && <span className={styles.on}>on</span>}
      </UnstyledButton>
    </Tooltip>
  );
}

function Logins({ people }: { people: DemoState["people"] }) {
  return (
    <Popover width={340} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={styles.button} aria-label="Logins">
          <IconUsers size={13} aria-hidden />
          <span className={styles.word}>Logins</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 16px)">
        <h2>Who can sign in at the simulated networks</h2>
        <p className="small quiet">Invented people. A password changes when you press the button for it.</p>
        <dl className={styles.people}>
          {people.map((person) => (
            <div key={person.email}>
              <dt>{person.name}</dt>
              <dd>
                <code>{person.email}</code>
                <code>{person.password}</code>
              </dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}

/** What is sticky further down keeps clear of the strip. */
function useStripHeight(): void {
  useEffect(() => {
    document.documentElement.style.setProperty("--strip", "38px");
    return () => {
      document.documentElement.style.removeProperty("--strip");
    };
  }, []);
}
