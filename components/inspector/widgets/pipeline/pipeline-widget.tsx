"use client";
import { ExternalLink, FoldVertical, TriangleAlert, UnfoldVertical } from "lucide-react";
import { useEffect, useRef } from "react";
import { type Interface, PipelineRef } from "../../../../lib/graph/pipeline-ref.ts";
import { PlainJson } from "../../../../lib/values/json.ts";
import { toggleChosen } from "../../../editor/actions/open-chosen.ts";
import { frameOf } from "../../../editor/layout/geometry.ts";
import { useEditor, useEditorParts } from "../../../editor/store/context.tsx";
import { graphOf } from "../../../editor/store/document-slice.ts";
import { soleNode } from "../../../editor/store/selection-slice.ts";
import { PipelinePicker } from "../../../pipelines/pipeline-picker.tsx";
import { Button } from "../../../ui/form/button.tsx";
import { Select } from "../../../ui/form/select.tsx";
import { Notice } from "../../../ui/text/notice.tsx";
import type { WidgetProps } from "../widget.ts";
import { BodyFields, MakeBody, OwnBody } from "./own-body.tsx";
import { useInterface, usePipelines, useVersions } from "./use-pipelines.ts";

const newest = "newest";

/** What a Map, Loop or Sub-pipeline node runs: a body of its own, or a pipeline and which of its versions. */
export function PipelineWidget(props: WidgetProps) {
  const ref = PipelineRef.safeParse(props.value).data;
  return ref?.graph ? <OwnBody {...props} body={ref} /> : <ChosenPipeline {...props} />;
}

function ChosenPipeline({ value, onChange, ids, isReadOnly }: WidgetProps) {
  const own = useEditor((state) => state.pipelineId);
  const pipelines = usePipelines();
  const ref = namedOf(value);
  const known = pipelines.data?.find(({ id }) => id === ref?.id);
  const name = known?.name ?? ref?.name ?? "";
  const choose = (id: string) => {
    const chosen = pipelines.data?.find((pipeline) => pipeline.id === id);
    // Its ports come with its interface, as soon as that has been read.
    if (chosen) onChange({ id, version: null, name: chosen.name, inputs: [], outputs: [] });
  };
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex items-center gap-1">
        <PipelinePicker
          ids={ids}
          name={name}
          pipelines={(pipelines.data ?? []).filter(({ id }) => id !== own)}
          isLoading={pipelines.isPending}
          isReadOnly={isReadOnly}
          onChoose={choose}
        />
        {ref ? (
          <Button tone="ghost" asChild>
            <a href={`/p/${ref.id}`} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden className="size-3.5" /> Open
            </a>
          </Button>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-1.5">
        {ref ? <ShowInside /> : null}
        {isReadOnly ? null : <MakeBody from={ref} />}
      </div>
      {ref && pipelines.data && !known ? (
        <Notice tone="warning">This pipeline was deleted or archived. Choose another one.</Notice>
      ) : null}
      {ref ? <Chosen key={ref.id} pipeline={{ ...ref, name }} onChange={onChange} isReadOnly={isReadOnly} /> : null}
    </div>
  );
}

/** The pipeline is drawn inside the node, or not any more. */
function ShowInside() {
  const parts = useEditorParts();
  const nodeId = useEditor(soleNode) ?? "";
  const isOpen = useEditor((state) => frameOf(graphOf(state), nodeId) !== undefined);
  const Icon = isOpen ? FoldVertical : UnfoldVertical;
  return (
    <Button size="sm" tone="ghost" className="-ml-2" onClick={() => void toggleChosen(parts, nodeId)}>
      <Icon aria-hidden className="size-3.5" /> {isOpen ? "Collapse it" : "Show it in the node"}
    </Button>
  );
}

/** A reference that names a pipeline. */
type Named = PipelineRef & { id: string };

function namedOf(value: WidgetProps["value"]): Named | undefined {
  const ref = PipelineRef.safeParse(value).data;
  return ref?.id === undefined ? undefined : { ...ref, id: ref.id };
}

type ChosenProps = { pipeline: Named } & Pick<WidgetProps, "onChange" | "isReadOnly">;

function Chosen({ pipeline, onChange, isReadOnly }: ChosenProps) {
  const versions = useVersions(pipeline.id);
  const now = useInterface(pipeline);
  const write = (change: Partial<PipelineRef>) => onChange(PlainJson.parse({ ...pipeline, ...change }));
  const latest = versions.data?.[0]?.number;
  const isFresh = pipeline.inputs.length + pipeline.outputs.length === 0;
  const differs = now.data !== undefined && !sameInterface(pipeline, now.data);
  const update = () => {
    if (now.data) write(now.data);
  };
  return (
    <>
      <Select
        aria-label="Version"
        value={pipeline.version === null ? newest : String(pipeline.version)}
        disabled={isReadOnly}
        options={[
          {
            value: newest,
            label: latest === undefined ? "The draft, until one is published" : `The latest, now version ${latest}`,
          },
          ...(versions.data ?? []).map(({ number, note }) => ({
            value: String(number),
            label: `Version ${number}`,
            ...(note === "" ? {} : { hint: note }),
          })),
        ]}
        onChange={(key) => write({ version: key === newest ? null : Number(key) })}
      />
      {differs && !isReadOnly ? (
        isFresh ? (
          <Adopt onAdopt={update} />
        ) : (
          <Notice
            tone="warning"
            action={
              <Button size="sm" onClick={update}>
                Update
              </Button>
            }
          >
            Its inputs or outputs have changed. Updating keeps every edge whose port is still there.
          </Notice>
        )
      ) : null}
      {now.error ? (
        <p className="flex items-center gap-1.5 text-warning text-xs">
          <TriangleAlert aria-hidden className="size-3.5" /> {now.error.message}
        </p>
      ) : null}
      <div className="grid grid-cols-2 gap-3">
        <BodyFields title="Takes" fields={pipeline.inputs} />
        <BodyFields title="Gives" fields={pipeline.outputs} />
      </div>
    </>
  );
}

/** A pipeline that was just chosen brings its ports by itself. */
function Adopt({ onAdopt }: { onAdopt: () => void }) {
  const adopt = useRef(onAdopt);
  adopt.current = onAdopt;
  useEffect(() => adopt.current(), []);
  return null;
}

function sameInterface(a: Interface, b: Interface): boolean {
  const text = ({ inputs, outputs }: Interface) =>
    JSON.stringify(
      [inputs, outputs].map((fields) => fields.map(({ name, kind, optional }) => [name, kind, !!optional])),
    );
  return text(a) === text(b);
}
