internal import EdgeTypes
