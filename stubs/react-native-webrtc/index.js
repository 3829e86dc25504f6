// @libp2p/webrtc imports react-native-webrtc only in its React Native build. The real package drags in
// react-native itself (750 packages, 316 MB). Nothing of SporeDB may reach this file.
throw new Error('react-native-webrtc is a stub: SporeDB does not run on React Native')
