"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import type { CollectionStore } from "../../lib/documents/collection.ts";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input, Textarea } from "../ui/form/input.tsx";
import { Select } from "../ui/form/select.tsx";
import { AddDialog } from "../ui/overlay/add-dialog.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { EmbeddingFields, embeddingOf, emptyChoice } from "./embedding-fields.tsx";
import { storeOptions } from "./stores.ts";

const serverKey = "server";

/** Asks for a name and where the chunks should live, then opens the new collection. */
export function NewCollectionDialog() {
  return (
    <AddDialog
      label="New collection"
      tone="primary"
      title="New collection"
      description="Documents that pipelines can search."
    >
      {(close) => <NewCollectionForm onCancel={close} />}
    </AddDialog>
  );
}

function NewCollectionForm({ onCancel }: { onCancel: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [driver, setDriver] = useState<CollectionStore>("postgres");
  const [index, setIndex] = useState("");
  const [credential, setCredential] = useState(serverKey);
  const [choice, setChoice] = useState(emptyChoice);
  const embedding = embeddingOf(choice);
  const create = useMutation(
    trpc.collections.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/collections/${id}`) }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const settings = driver === "pinecone" ? { index, ...(credential === serverKey ? {} : { credential }) } : {};
    if (embedding !== undefined)
      create.mutate({ name: name.trim(), description: description.trim(), driver, settings, embedding });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name">
        {(props) => (
          <Input {...props} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Description" optional>
        {(props) => (
          <Textarea
            {...props}
            maxLength={2000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      <Field label="Stored in">
        {(props) => <Select {...props} value={driver} options={storeOptions} onChange={setDriver} />}
      </Field>
      {driver === "pinecone" ? (
        <PineconeFields index={index} onIndex={setIndex} credential={credential} onCredential={setCredential} />
      ) : null}
      <EmbeddingFields choice={choice} onChange={setChoice} isTrying={create.isPending} />
      {create.error ? <Notice tone="danger">{userMessage(create.error)}</Notice> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          type="submit"
          tone="primary"
          busy={create.isPending || create.isSuccess}
          disabled={name.trim() === "" || embedding === undefined}
        >
          Create
        </Button>
      </div>
    </form>
  );
}

function PineconeFields(props: {
  index: string;
  onIndex: (index: string) => void;
  credential: string;
  onCredential: (credential: string) => void;
}) {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.credentials.list.queryOptions());
  const options = [
    { value: serverKey, label: "PINECONE_API_KEY of this server" },
    ...data.filter(({ provider }) => provider === "pinecone").map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <>
      <Field
        label="Index"
        hint="It must have the dimensions of the embedding (on board: 512) and use the cosine metric."
      >
        {(ids) => (
          <Input
            {...ids}
            required
            maxLength={45}
            value={props.index}
            onChange={(event) => props.onIndex(event.target.value)}
          />
        )}
      </Field>
      <Field label="API key" hint="Add credentials in Settings → Models and credentials.">
        {(ids) => <Select {...ids} value={props.credential} options={options} onChange={props.onCredential} />}
      </Field>
    </>
  );
}
