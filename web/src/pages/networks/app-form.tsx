import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem, type Network, type NetworkSetup } from "#sdk/client.ts";
import { api } from "../../api.ts";
import { Moment } from "../../parts/moment.tsx";
import { Section } from "../../parts/page.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { networksQuery } from "../../queries.ts";
import { Environment } from "./environment.tsx";
import { Outcome } from "./outcome.tsx";
import styles from "./setup.module.css";

type App = NetworkSetup["apps"][number];
type Field = App["fields"][number];

/** One app of this installation: its values, whether the network knows it, and the proof by a call. */
export function AppForm({ network, app, only }: { network: Network; app: App; only: boolean }) {
  const { values, type, submitted, forget } = useTyped(app);
  const queries = useQueryClient();
  const read = () => queries.invalidateQueries(networksQuery);
  const enter = useMutation({
    mutationFn: () => api.enterApp(network.id, { instance: app.instance, values: submitted }),
    onSuccess: async () => {
      await read();
      forget();
    },
  });
  const prove = useMutation({
    mutationFn: () => api.proveApp(network.id, { instance: app.instance }),
    onSuccess: read,
  });
  const latest = [enter, prove].toSorted((a, b) => b.submittedAt - a.submittedAt)[0];
  return (
    <Section title={only ? "Enter here" : app.label} aside={<Standing app={app} />}>
      <form
        className={styles.form}
        aria-label={only ? `App at ${network.name}` : app.label}
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        {app.fromEnvironment && (
          <p className={styles.note}>
            These values come from the environment. Change them there, and start Latchkey again.
          </p>
        )}
        {app.fields.map((field) => (
          <Entry
            key={field.key}
            field={field}
            locked={app.fromEnvironment}
            value={values[field.key] ?? ""}
            error={complaintAbout(enter.error, field)}
            onType={(value) => type(field.key, value)}
          />
        ))}
        <Environment fields={app.fields} />
        {latest && <Outcome network={network} proof={latest.data} error={latest.error} />}
        <div className="row wrap">
          {!app.fromEnvironment && (
            <Button type="submit" loading={enter.isPending}>
              {app.canProve ? "Save and prove" : "Save"}
            </Button>
          )}
          {app.configured && app.canProve && (
            <Button variant="default" loading={prove.isPending} onClick={() => prove.mutate()}>
              Prove again
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}

/**
 * What was typed stays until it is saved, whatever is read anew meanwhile or refused. A secret that is not typed is not
 * sent: the server keeps what it has.
 */
function useTyped(app: App) {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const values = Object.fromEntries(app.fields.map((field) => [field.key, typed[field.key] ?? field.value ?? ""]));
  const sent = app.fields.filter((field) => !field.secret || (values[field.key] ?? "").trim() !== "");
  return {
    values,
    submitted: Object.fromEntries(sent.map((field) => [field.key, values[field.key] ?? ""])),
    type: (key: string, value: string) => setTyped((before) => ({ ...before, [key]: value })),
    forget: () => setTyped({}),
  };
}

function Entry(props: {
  field: Field;
  locked: boolean;
  value: string;
  error: string | undefined;
  onType: (value: string) => void;
}) {
  const { field, locked, value, error, onType } = props;
  const kept = field.secret && field.isSet;
  const optional = field.required ? "" : "Optional";
  const shared = {
    label: field.label,
    description: field.help,
    value,
    error,
    readOnly: locked,
    required: field.required && !kept && !locked,
    autoComplete: "off",
    spellCheck: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onType(event.currentTarget.value),
  };
  if (locked) return <TextInput {...shared} variant="filled" placeholder={kept ? "Entered" : "Not entered"} />;
  if (field.secret)
    return (
      <PasswordInput
        {...shared}
        autoComplete="new-password"
        placeholder={kept ? "Entered; leave empty to keep it" : optional}
      />
    );
  return <TextInput {...shared} placeholder={optional} />;
}

/** How the app stands at the network, by its shape and a word. */
function Standing({ app }: { app: App }) {
  if (!app.configured) return <span className={styles.standing}>Nothing entered yet</span>;
  const rejected = app.health === "rejected";
  return (
    <span className={styles.standing} data-health={app.health}>
      <StatusIcon status={rejected ? "expired" : "connected"} size={14} />
      {rejected ? "Refused by the network" : app.fromEnvironment ? "From the environment" : "Entered"}
      {rejected && app.healthSince !== null && (
        <span className="quiet">
          {" since "}
          <Moment at={app.healthSince} as="since" />
        </span>
      )}
    </span>
  );
}

function complaintAbout(error: Error | null, { key }: Field): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const found = error.problem.errors?.find((one) => one.path === `values.${key}`);
  return found && `This ${found.message}.`;
}
