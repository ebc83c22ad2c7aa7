import type {
  Chart,
  Fit,
  Look,
  NetworkState,
  PaneState,
  Point,
  ReferencePlace,
  View,
  ViewerState,
} from './state.ts';

/** Everything that can happen to the state. */
export type Action =
  | { readonly type: 'restore'; readonly state: ViewerState }
  | { readonly type: 'show'; readonly pane: number; readonly content: PaneState }
  | { readonly type: 'panes'; readonly panes: readonly PaneState[] }
  | { readonly type: 'activate'; readonly pane: number }
  | { readonly type: 'slice'; readonly pane: number; readonly slice: string }
  | { readonly type: 'view'; readonly frame: string; readonly view: View }
  | { readonly type: 'look'; readonly layer: string; readonly look: Look }
  | { readonly type: 'reference'; readonly place: ReferencePlace | undefined }
  | { readonly type: 'reference date'; readonly date: string | undefined }
  | { readonly type: 'points'; readonly points: readonly Point[] }
  | { readonly type: 'series layer'; readonly layer: string }
  | { readonly type: 'fit'; readonly fit: Fit }
  | { readonly type: 'terrain'; readonly terrain: ViewerState['terrain'] }
  | { readonly type: 'mask'; readonly mask: ViewerState['mask'] }
  | { readonly type: 'compare'; readonly compare: ViewerState['compare'] }
  | { readonly type: 'chart'; readonly chart: Partial<Chart> }
  | { readonly type: 'transect'; readonly transect: ViewerState['transect'] }
  | { readonly type: 'draft'; readonly draft: ViewerState['draft'] }
  | { readonly type: 'network'; readonly network: NetworkState }
  | { readonly type: 'drape'; readonly isOn: boolean }
  | { readonly type: 'theme'; readonly theme: ViewerState['theme'] };

/** The state after an action. */
export function reduce(state: ViewerState, action: Action): ViewerState {
  switch (action.type) {
    case 'restore':
      return action.state;
    case 'show':
      return { ...state, panes: replaced(state.panes, action.pane, action.content) };
    case 'panes':
      return { ...state, panes: action.panes, active: Math.min(state.active, action.panes.length - 1) };
    case 'activate':
      return { ...state, active: action.pane };
    case 'slice':
      return {
        ...state,
        panes: replaced(state.panes, action.pane, { ...state.panes[action.pane], slice: action.slice }),
      };
    case 'view':
      return { ...state, views: { ...state.views, [action.frame]: action.view } };
    case 'look':
      return { ...state, looks: { ...state.looks, [action.layer]: action.look } };
    case 'reference':
      return { ...state, reference: action.place };
    case 'reference date':
      return { ...state, referenceDate: action.date };
    case 'points':
      return { ...state, points: action.points };
    case 'series layer':
      return { ...state, seriesLayer: action.layer };
    case 'fit':
      return { ...state, fit: action.fit };
    case 'terrain':
      return { ...state, terrain: action.terrain };
    case 'mask':
      return { ...state, mask: action.mask };
    case 'compare':
      return { ...state, compare: action.compare };
    case 'chart':
      return { ...state, chart: { ...state.chart, ...action.chart } };
    case 'transect':
      return { ...state, transect: action.transect };
    case 'draft':
      return { ...state, draft: action.draft };
    case 'network':
      return { ...state, network: action.network };
    case 'drape':
      return { ...state, isDraped: action.isOn };
    case 'theme':
      return { ...state, theme: action.theme };
  }
}

function replaced<T>(list: readonly T[], index: number, item: T): T[] {
  return list.map((old, k) => (k === index ? item : old));
}
