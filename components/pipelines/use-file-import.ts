import { useQueryClient } from "@tanstack/react-query";
import { findCredentials } from "../../lib/edit/clip/credential-names.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { toast } from "../ui/overlay/toast.tsx";
import { readFile } from "./read-pipeline-file.ts";
import type { PipelineActions } from "./use-pipeline-actions.ts";

/** Makes a pipeline of a file and opens it. Nothing runs by importing. */
export function useFileImport(create: PipelineActions["create"]) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return async (file: File) => {
    try {
      const { graph, ...details } = await readFile(file);
      const credentials = await queries.fetchQuery(trpc.credentials.list.queryOptions());
      const { nodes, missing } = findCredentials(graph.nodes, credentials);
      create({ ...details, graph: { ...graph, nodes } });
      if (missing.length > 0) {
        const names = missing.map((name) => `“${name}”`).join(", ");
        toast(`This workspace has no credential ${names}. Choose others in the nodes that need them.`, {
          tone: "danger",
        });
      }
    } catch (problem) {
      toast(problem instanceof PatchbayError ? problem.userMessage : userMessage(problem), { tone: "danger" });
    }
  };
}
