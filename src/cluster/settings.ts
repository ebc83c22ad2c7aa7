import type { ClusterName } from '../config/cluster-names.ts';
import type { PathMap } from '../tiles/plain-work.ts';

/** Files for the containers of Kubernetes, and where they see them. */
export type Volume = { readonly mount: string } & VolumeSource;

/** A claim, a folder of an NFS server, or a folder of the node. */
export type VolumeSource =
  | { readonly claim: string }
  | { readonly server: string; readonly path: string }
  | { readonly path: string };

/** How work is given to a cluster: what the template and its named configuration say, and what is left out by them. */
export interface ClusterSettings {
  readonly scheduler: ClusterName;
  /** tiles of a work, and tasks at a time */
  readonly workers: number;
  /** of a task */
  readonly cores: number;
  /** of a task, bytes; what the work needs when left out */
  readonly memory?: number;
  /** of a task; what the work needs when left out */
  readonly minutes?: number;
  /** partition or queue */
  readonly queue?: string;
  readonly account?: string;
  /** PBS: the words behind `-l` */
  readonly resources?: string;
  /** directives as they stand in a script, without their prefix */
  readonly extra: readonly string[];
  /** lines of a shell before a tile: modules, environments */
  readonly prologue: readonly string[];
  /** where plans and parts are kept; beside the outputs when left out */
  readonly folder?: string;
  readonly pathMap: PathMap;
  /** how a task starts mintsar; as this process was started when left out */
  readonly program?: string;
  /** work that moves fewer bytes is done by this machine */
  readonly smallest: number;
  /** how often a tile is submitted again */
  readonly retries: number;
  /** Seconds until what a task has left must be seen here, after it has ended. */
  readonly settle: number;
  /** longest time between two looks, seconds */
  readonly poll: number;
  /** runfile: command that takes the name of the list */
  readonly launcher?: string;
  readonly image?: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly volumes: readonly Volume[];
  readonly jobDefinition?: string;
}

/** What is done where nothing is said. */
export const DEFAULT_SETTINGS = {
  cores: 1,
  extra: [],
  prologue: [],
  pathMap: [],
  smallest: 256 << 20,
  retries: 2,
  settle: 10,
  poll: 15,
  volumes: [],
} as const;
