"""WeChat as its documents describe it, over real HTTP, with all its errors: for the demo and the tests. Knows no person and no secret."""
