/** The docs page of a node type: what its definition says, in an order for readers. */
import type { Manifest } from "../node-types/manifest.ts";
import type { PortKind } from "../ports/port-kinds.ts";
import type { Json } from "../values/json.ts";

export type GuidePort = {
  name: string;
  title: string;
  kind: PortKind;
  /** Such as “optional”, “any number of edges”. */
  notes: string[];
  description: string;
};

export type GuideSetting = {
  name: string;
  title: string;
  /** “Number, 0 to 2”, “Liquid template, up to 20,000 characters”. */
  type: string;
  default: Json | undefined;
  description: string;
};

/** A value of the example, with the title of its setting or port. */
export type GuideValue = { title: string; value: Json };

export type NodeGuide = {
  type: string;
  title: string;
  icon: Manifest["icon"];
  category: Manifest["category"];
  summary: string;
  /** Markdown. */
  about: string;
  /** What the engine promises about a step of this type. */
  effect: string;
  inputs: GuidePort[];
  outputs: GuidePort[];
  /** A sentence for each rule by which settings grow ports. */
  grown: { inputs: string[]; outputs: string[] };
  settings: GuideSetting[];
  example?: {
    summary: string;
    given?: string;
    settings: GuideValue[];
    inputs: GuideValue[];
    outputs: GuideValue[];
  };
};
