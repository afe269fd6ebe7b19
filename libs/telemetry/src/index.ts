export { cloudWatchMetrics, type Measure, type Measurement } from './metrics';
export { type Subsegment, subsegment } from './subsegment';
export { traceClient } from './trace-client';
