/** As dead-letter-queues.cjs names them for the stage `prod`. */
export const DEAD_LETTER_QUEUES = {
  ingestion: ['customer-files-ingestion-receive-dead-letters-prod'],
  validation: ['customer-files-validation-validate-dead-letters-prod'],
  persistence: ['customer-files-persistence-persist-dead-letters-prod'],
  notification: ['customer-files-notification-aggregate-dead-letters-prod'],
};
