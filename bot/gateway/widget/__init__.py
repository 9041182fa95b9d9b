"""What the gateway offers to the chat widget: conversations issued by the server, answers as streams of events.

Anybody may use it, from the origins that the settings allow: ids are signed, and limits protect what stands behind.
"""
