/**
 * A private, encrypted bucket that only TLS reaches, whose objects are kept as long as a replay may need them.
 * Made from `custom.bucket` of the service: name, versioned, announced (S3 reports new objects to EventBridge).
 */
/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  const { name, versioned = false, announced = false } = await resolveVariable('self:custom.bucket');
  const { objectDays } = await resolveVariable('self:custom.conventions');
  const kmsKey = await resolveVariable("param:kmsKey, ''");
  const bucketArn = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
  return {
    Resources: {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        // A bucket whose creation is rolled back is deleted: left behind, it would refuse the next deploy.
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          BucketName: { 'Fn::Sub': name },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              kmsKey
                ? {
                    // One data key for many objects: without it, each request to S3 is one to KMS too.
                    BucketKeyEnabled: true,
                    ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey },
                  }
                : { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
            ],
          },
          ...(versioned ? { VersioningConfiguration: { Status: 'Enabled' } } : {}),
          ...(announced
            ? { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } }
            : {}),
          LifecycleConfiguration: {
            Rules: [
              {
                Id: 'keep-as-long-as-a-replay-may-need',
                Status: 'Enabled',
                ExpirationInDays: objectDays,
                ...(versioned ? { NoncurrentVersionExpiration: { NoncurrentDays: objectDays } } : {}),
              },
              {
                Id: 'forget-broken-uploads',
                Status: 'Enabled',
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
              },
            ],
          },
        },
      },
      BucketPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Bucket' },
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: [bucketArn, { 'Fn::Sub': '${Bucket.Arn}/*' }],
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      },
    },
  };
};
