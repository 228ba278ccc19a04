import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiProblem } from "#sdk/client.ts";
import { api } from "../api.ts";
import { sessionQuery } from "../queries.ts";
import { FormError } from "../parts/form-error.tsx";
import styles from "./sign-in.module.css";

/** The first person creates the workspace; afterwards this page is closed. */
export function SetupPage() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const [form, setForm] = useState({ workspaceName: "", name: "", email: "", password: "" });
  const queries = useQueryClient();
  const navigate = useNavigate();
  useDocumentTitle("Set up · Latchkey");
  const setup = useMutation({
    mutationFn: () => api.setup(form),
    onSuccess: async (created) => {
      queries.setQueryData(sessionQuery.queryKey, created);
      await navigate({ to: "/" });
    },
  });
  if (!session.setupNeeded && !setup.isSuccess) return <Navigate to="/" />;
  const field = (name: keyof typeof form) => ({
    value: form[name],
    required: true,
    error: refusedBecause(setup.error, name),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      // Read before the update runs: React clears currentTarget afterwards.
      const { value } = event.currentTarget;
      setForm((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <div className={styles.page}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setup.mutate();
        }}
      >
        <h1>Create the workspace</h1>
        <p className="second">You are the first one here. You become its owner.</p>
        <TextInput
          label="Name of the workspace"
          placeholder="Northwind Coffee"
          autoComplete="organization"
          {...field("workspaceName")}
        />
        <TextInput label="Your name" autoComplete="name" {...field("name")} />
        <TextInput label="E-mail" type="email" autoComplete="username" {...field("email")} />
        <PasswordInput
          label="Password"
          description="At least 10 characters"
          minLength={10}
          autoComplete="new-password"
          {...field("password")}
        />
        <FormError of={setup.error} />
        <Button type="submit" h={38} fullWidth loading={setup.isPending}>
          Create workspace
        </Button>
      </form>
    </div>
  );
}

function refusedBecause(error: Error | null, path: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.problem.errors?.find((one) => one.path === path)?.message;
}
