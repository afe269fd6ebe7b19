export { cloudWatchMetrics, type Measure, type Measurement } from './metrics';
